// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import io.fleetauth.oauth.Identity;
import io.fleetauth.server.gateway.Issuer.Shape;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class IdTokenIssuerTest {

  static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");
  static final Issuer ISSUER = new Issuer("https://gw", "glasses", Shape.V2);
  static RSAKey key;

  @BeforeAll
  static void makeKey() throws Exception {
    key = new RSAKeyGenerator(2048).keyID("k1").generate();
  }

  @Test
  void tokenVerifiesWithThePublishedKeyAndNamesTheGateway() throws Exception {
    var idTokens = new IdTokenIssuer(key);
    var user = new Identity("https://as", "sub-1", "ada@example", "Ada", "oid-1", "tid-1", true);

    var token = SignedJWT.parse(idTokens.issue(ISSUER, "client", user, NOW));

    RSAKey published = JWKSet.parse(idTokens.jwks()).getKeyByKeyId("k1").toRSAKey();
    assertThat(published.isPrivate()).isFalse();
    assertThat(token.verify(new RSASSAVerifier(published))).isTrue();
    var claims = token.getJWTClaimsSet();
    assertThat(claims.getIssuer()).isEqualTo("https://gw/glasses/v2.0");
    assertThat(claims.getAudience()).containsExactly("client");
    assertThat(claims.getSubject()).isEqualTo("sub-1");
    assertThat(claims.getIssueTime()).isEqualTo(Date.from(NOW));
    assertThat(claims.getNotBeforeTime()).isEqualTo(Date.from(NOW));
    assertThat(claims.getExpirationTime()).isEqualTo(Date.from(NOW.plusSeconds(3600)));
    assertThat(claims.getStringClaim("oid")).isEqualTo("oid-1");
    assertThat(claims.getStringClaim("tid")).isEqualTo("tid-1");
    assertThat(claims.getStringClaim("preferred_username")).isEqualTo("ada@example");
    assertThat(claims.getStringClaim("name")).isEqualTo("Ada");
  }

  @Test
  void whatTheUpstreamDidNotSayIsNotClaimed() throws Exception {
    var user = new Identity("https://as", "sub-1", null, null, null, null, true);

    var token = SignedJWT.parse(new IdTokenIssuer(key).issue(ISSUER, "client", user, NOW));

    assertThat(token.getPayload().toJSONObject())
        .containsOnlyKeys("iss", "aud", "sub", "iat", "nbf", "exp");
  }
}
