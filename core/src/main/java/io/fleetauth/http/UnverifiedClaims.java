// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.IdToken;
import io.fleetauth.oauth.Identity;
import io.fleetauth.oauth.MalformedResponseException;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads tokens without checking them: for display, never for a decision. */
public final class UnverifiedClaims {

  private UnverifiedClaims() {}

  /** Returns who the token seems to be about, or {@code null} when it does not say. */
  public static @Nullable Identity identity(AccessToken token) {
    return read(token.value());
  }

  /** Returns who the token seems to be about, or {@code null} when it does not say. */
  public static @Nullable Identity identity(IdToken token) {
    return read(token.value());
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

  /** Returns when the token says that it expires, or {@code null} when it does not say. */
  public static @Nullable Instant expiresAt(String token) {
    try {
      Date expiry = SignedJWT.parse(token).getJWTClaimsSet().getExpirationTime();
      return expiry == null ? null : expiry.toInstant();
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
