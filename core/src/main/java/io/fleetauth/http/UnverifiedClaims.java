// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.IdToken;
import io.fleetauth.oauth.Identity;
import io.fleetauth.oauth.MalformedResponseException;
import java.text.ParseException;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads tokens without checking them: for display and timing, never to let somebody in. */
public final class UnverifiedClaims {

  /** The end of the year 9999, after which dates are written with more digits. */
  private static final double LATEST_SECONDS = 253_402_300_800.0;

  private UnverifiedClaims() {}

  /** Returns who the token seems to be about, or {@code null} when it does not say. */
  public static @Nullable Identity identity(AccessToken token) {
    return read(token.value());
  }

  /** Returns who the token seems to be about, or {@code null} when it does not say. */
  public static @Nullable Identity identity(IdToken token) {
    return read(token.value());
  }

  /**
   * Returns when the token expires, RFC 7519 section 4.1.4; {@code null} when it does not say or is
   * no JWT. Takes a number written as a string and either alphabet of base64; the signature may be
   * missing.
   */
  public static @Nullable Instant expiresAt(String token) {
    int start = token.indexOf('.') + 1;
    int end = token.indexOf('.', start);
    if (start == 0 || end < 0) {
      return null;
    }
    try {
      String payload = token.substring(start, end).replace('+', '-').replace('/', '_');
      String claims = new String(Base64.getUrlDecoder().decode(payload), UTF_8);
      return instant(Members.of("JWT", claims).number("exp"));
    } catch (IllegalArgumentException | MalformedResponseException e) {
      return null; // opaque
    }
  }

  private static @Nullable Instant instant(@Nullable Double seconds) {
    return seconds == null || !(seconds > 0 && seconds < LATEST_SECONDS)
        ? null
        : Instant.ofEpochSecond(seconds.longValue());
  }

  private static @Nullable Identity read(String token) {
    try {
      JWTClaimsSet claims = SignedJWT.parse(token).getJWTClaimsSet();
      return isBlank(claims.getIssuer()) || isBlank(claims.getSubject())
          ? null
          : identity(claims, false);
    } catch (ParseException e) {
      return null; // opaque
    }
  }

  static Identity identity(JWTClaimsSet claims, boolean verified) {
    return new Identity(
        claims.getIssuer(),
        claims.getSubject(),
        first(claims, "preferred_username", "upn", "email"),
        first(claims, "name"),
        first(claims, "oid"),
        first(claims, "tid"),
        verified);
  }

  static JWTClaimsSet claims(SignedJWT jwt) {
    try {
      return jwt.getJWTClaimsSet();
    } catch (ParseException e) {
      throw new MalformedResponseException("ID token: its claims are not a JSON object");
    }
  }

  private static @Nullable String first(JWTClaimsSet claims, String... names) {
    return Stream.of(names)
        .map(claims::getClaim)
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .filter(value -> !value.isBlank())
        .findFirst()
        .orElse(null);
  }

  private static boolean isBlank(@Nullable String value) {
    return value == null || value.isBlank();
  }
}
