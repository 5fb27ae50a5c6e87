// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.communication;

import com.nimbusds.jwt.JWTClaimsSet;
import io.fleetauth.server.authority.service.ServiceKey;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the access tokens of identities and tells which are good. Signs on the caller's thread. */
final class CommunicationTokens {

  /** Claim that counts the revocations before the token; one more and the token is over. */
  static final String REVOCATIONS = "rev";

  private static final int PERMISSIONS = 1792;
  private static final int MOST_DIGITS = 7;
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, MOST_DIGITS, true)
          .appendOffset("+HH:MM", "+00:00")
          .toFormatter();

  private final ServiceKey key;
  private final Identities identities;
  private final Clock clock;

  CommunicationTokens(ServiceKey key, Identities identities, Clock clock) {
    this.key = key;
    this.identities = identities;
    this.clock = clock;
  }

  /** Returns the members {@code token} and {@code expiresOn} of a token that begins now. */
  Map<String, Object> issue(
      Identity identity, List<String> scopes, Instant issuedAt, Instant expiresOn) {
    var subject = identity.id().substring("8:".length());
    var claims =
        claims(subject, identity.resource().toString(), scopes, issuedAt, expiresOn)
            .claim(REVOCATIONS, identity.revocations())
            .build();
    return answer(claims, expiresOn);
  }

  /** Returns the same for a person of Teams, who is no identity of the resource. */
  Map<String, Object> issueToTeamsUser(
      CommunicationResource resource, String oid, List<String> scopes, Instant expiresOn) {
    var claims =
        claims("orgid:" + oid, resource.id().toString(), scopes, clock.instant(), expiresOn);
    return answer(claims.build(), expiresOn);
  }

  private static JWTClaimsSet.Builder claims(
      String subject, String resource, List<String> scopes, Instant issuedAt, Instant expiresOn) {
    return new JWTClaimsSet.Builder()
        .claim("skypeid", subject)
        .claim("scp", PERMISSIONS)
        .claim("csi", Long.toString(issuedAt.getEpochSecond()))
        .expirationTime(Date.from(expiresOn))
        .claim("acsScope", String.join(",", scopes))
        .claim("resourceId", resource)
        .issueTime(Date.from(issuedAt));
  }

  private Map<String, Object> answer(JWTClaimsSet claims, Instant expiresOn) {
    var token = new LinkedHashMap<String, Object>();
    token.put("token", key.sign(claims));
    token.put("expiresOn", time(expiresOn));
    return token;
  }

  /** Returns ISO 8601 with up to seven digits of a second and a numeric offset. */
  static String time(Instant instant) {
    return TIME.format(instant.atOffset(ZoneOffset.UTC));
  }

  /** Returns the claims of a token that is genuine, not expired and not revoked, else null. */
  @Nullable JWTClaimsSet active(String token) {
    var claims = key.verified(token);
    return claims != null
            && claims.getClaim("skypeid") instanceof String subject
            && claims.getExpirationTime().toInstant().isAfter(clock.instant())
            && isInForce(subject, claims)
        ? claims
        : null;
  }

  private boolean isInForce(String subject, JWTClaimsSet claims) {
    if (!(claims.getClaim(REVOCATIONS) instanceof Number revocations)) {
      return true; // of a person of Teams
    }
    var identity = identities.find("8:" + subject);
    return identity != null && identity.revocations() == revocations.intValue();
  }
}
