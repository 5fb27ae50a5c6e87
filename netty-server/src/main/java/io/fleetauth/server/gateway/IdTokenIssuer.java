// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.fleetauth.oauth.Identity;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;

/**
 * Says under the gateway's own name and key who signed a device in (OpenID Connect Core section 2):
 * clients check {@code iss} and {@code aud}, which upstream are not theirs. Thread-safe.
 */
final class IdTokenIssuer {

  private static final Duration LIFETIME = Duration.ofHours(1);

  private final RSAKey key;
  private final JWSSigner signer;
  private final Map<String, Object> jwks;

  IdTokenIssuer(RSAKey key) {
    this.key = key;
    this.jwks = new JWKSet(key).toPublicJWKSet().toJSONObject();
    try {
      this.signer = new RSASSASigner(key);
    } catch (JOSEException e) {
      throw new IllegalArgumentException("the signing key has no private part", e);
    }
  }

  /** Returns the public keys, RFC 7517. */
  Map<String, Object> jwks() {
    return jwks;
  }

  /** Returns a signed ID token for {@code audience}; about a millisecond of computing. */
  String issue(Issuer issuer, String audience, Identity user, Instant now) {
    var header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID(key.getKeyID())
            .type(JOSEObjectType.JWT)
            .build();
    var token = new SignedJWT(header, claims(issuer, audience, user, now));
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("the signing key does not sign", e);
    }
    return token.serialize();
  }

  /** Claims that the upstream did not tell are left out: a {@code null} value is not written. */
  private static JWTClaimsSet claims(Issuer issuer, String audience, Identity user, Instant now) {
    return new JWTClaimsSet.Builder()
        .issuer(issuer.uri())
        .audience(audience)
        .subject(user.subject())
        .issueTime(Date.from(now))
        .notBeforeTime(Date.from(now))
        .expirationTime(Date.from(now.plus(LIFETIME)))
        .claim("oid", user.objectId())
        .claim("tid", user.tenantId())
        .claim("preferred_username", user.userName())
        .claim("name", user.displayName())
        .build();
  }
}
