// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import com.nimbusds.jwt.JWTClaimsSet;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.Dialect;
import io.fleetauth.oauth.MalformedResponseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The checks of the claims of an ID token, OpenID Connect Core section 3.1.3.7.
 *
 * @param clientId who it must be for
 * @param dialect Entra's issuer holds the id of the tenant that the user is from
 * @param clock now
 */
record IdTokenRules(String clientId, Dialect dialect, Clock clock) {

  /** How much the clocks may differ. */
  static final Duration SKEW = Duration.ofSeconds(60);

  private static final Pattern GUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  /** The tenant of all personal Microsoft accounts. */
  private static final String CONSUMERS = "9188040d-6c67-4c5b-b112-36a304b66dad";

  static IdTokenRules of(ClientRegistration client, Clock clock) {
    return new IdTokenRules(client.clientId(), client.dialect(), clock);
  }

  /** Throws when a claim is missing or wrong; the message names it, never its value. */
  void check(JWTClaimsSet claims, String issuer) {
    String subject = claims.getSubject();
    require(subject != null && !subject.isBlank(), "sub");
    require(isIssuer(claims, issuer), "iss");
    require(claims.getAudience().contains(clientId), "aud");
    Object azp = claims.getClaim("azp");
    require(azp == null || clientId.equals(azp), "azp");
    Instant now = clock.instant();
    Instant expiry = instant(claims.getExpirationTime());
    require(expiry != null && now.minus(SKEW).isBefore(expiry), "exp");
    Instant notBefore = instant(claims.getNotBeforeTime());
    require(notBefore == null || !notBefore.isAfter(now.plus(SKEW)), "nbf");
  }

  /** Throws when the token does not repeat the nonce that was asked with (rule 11). */
  static void checkNonce(JWTClaimsSet claims, @Nullable String nonce) {
    require(nonce == null || nonce.equals(claims.getClaim("nonce")), "nonce");
  }

  private boolean isIssuer(JWTClaimsSet claims, String issuer) {
    String actual = claims.getIssuer();
    if (issuer.equals(actual)) {
      return true;
    }
    return dialect == Dialect.ENTRA
        && claims.getClaim("tid") instanceof String tenant
        && GUID.matcher(tenant).matches()
        && isTenantOf(issuer, tenant)
        && issuerOf(issuer, tenant).equals(actual);
  }

  /**
   * Tells whether users of {@code tenant} may come through {@code issuer}. A GUID names one tenant
   * and was compared exactly; a domain's GUID is not known here, so any will do.
   */
  private static boolean isTenantOf(String issuer, String tenant) {
    String asked = tenantOf(issuer);
    return switch (asked) {
      case "consumers" -> tenant.equals(CONSUMERS);
      case "organizations" -> !tenant.equals(CONSUMERS);
      default -> !GUID.matcher(asked).matches();
    };
  }

  private static String tenantOf(String issuer) {
    String[] parts = issuer.split("/");
    return parts.length < 2 ? "" : parts[parts.length - 2];
  }

  private static String issuerOf(String issuer, String tenant) {
    return issuer.replace("/" + tenantOf(issuer) + "/v2.0", "/" + tenant + "/v2.0");
  }

  private static @Nullable Instant instant(@Nullable Date date) {
    return date == null ? null : date.toInstant();
  }

  private static void require(boolean good, String claim) {
    if (!good) {
      throw new MalformedResponseException("ID token: " + claim + " is missing or wrong");
    }
  }
}
