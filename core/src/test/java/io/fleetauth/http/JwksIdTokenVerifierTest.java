// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.fleetauth.oauth.IdToken;
import io.fleetauth.oauth.Identity;
import io.fleetauth.oauth.MalformedResponseException;
import java.io.IOException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwksIdTokenVerifierTest extends HttpFixture {

  private static final RSAKey RSA = rsa("rsa-1");
  private static final RSAKey OTHER = rsa("rsa-2");
  private static final ECKey EC = ec("ec-1");

  @BeforeEach
  void publishKeys() {
    publish(RSA, EC);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "PS256", "ES256"})
  void verifies(String algorithm) {
    JWK key = algorithm.startsWith("ES") ? EC : RSA;

    Identity identity =
        client().idTokens().verify(signed(JWSAlgorithm.parse(algorithm), key, c -> c)).block(WAIT);

    assertThat(identity)
        .isEqualTo(new Identity(stub.base(), "u-1", "ann@x", "Ann", "oid-1", null, true));
  }

  @Test
  void readsTheKeysOnce() {
    var verifier = client().idTokens();

    verifier.verify(signed(JWSAlgorithm.RS256, RSA, c -> c)).block(WAIT);
    verifier.verify(signed(JWSAlgorithm.ES256, EC, c -> c)).block(WAIT);

    assertThat(stub.count("/keys")).isEqualTo(1);
  }

  @Test
  void refusesWrongClaims() {
    refuses("sub", c -> c.subject(null));
    refuses("iss", c -> c.issuer("https://evil.example"));
    refuses("iss", c -> c.issuer(null));
    refuses("aud", c -> c.audience("client-2"));
    refuses("aud", c -> c.audience((String) null));
    refuses("azp", c -> c.audience(List.of("client-1", "b")).claim("azp", "b"));
    refuses("exp", c -> c.expirationTime(null));
    refuses("exp", c -> c.expirationTime(at(NOW.minusSeconds(60))));
    refuses("nbf", c -> c.notBeforeTime(at(NOW.plusSeconds(61))));
  }

  @Test
  void comparesTheNonceWhenOneWasAskedWith() {
    var verifier = client().idTokens();
    IdToken echo = signed(JWSAlgorithm.RS256, RSA, c -> c.claim("nonce", "n-1"));
    IdToken silent = signed(JWSAlgorithm.RS256, RSA, c -> c);

    assertThat(verifier.verify(echo, "n-1").block(WAIT)).isNotNull();
    assertThat(verifier.verify(echo, null).block(WAIT)).isNotNull();
    assertThat(failure(verifier.verify(echo, "n-2"))).hasMessageContaining("nonce is missing");
    assertThat(failure(verifier.verify(silent, "n-1"))).hasMessageContaining("nonce is missing");
  }

  @Test
  void allowsAMinuteOfSkew() {
    IdToken late =
        signed(
            JWSAlgorithm.RS256,
            RSA,
            c ->
                c.expirationTime(at(NOW.minusSeconds(59)))
                    .notBeforeTime(at(NOW.plusSeconds(60)))
                    .audience(List.of("b", "client-1")));

    assertThat(client().idTokens().verify(late).block(WAIT)).isNotNull();
  }

  @Test
  void refusesWrongSignatures() throws Exception {
    RSAKey imposter = new RSAKey.Builder(OTHER).keyID(RSA.getKeyID()).build();
    IdToken forged = signed(JWSAlgorithm.RS256, imposter, c -> c);
    IdToken unsigned = new IdToken(new PlainJWT(claims().build()).serialize());
    var hmac = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims().build());
    hmac.sign(new MACSigner(RSA.toPublicJWK().toJSONString().substring(0, 64)));

    refuses(forged, "the signature is wrong");
    refuses(unsigned, "is not a signed JWT");
    refuses(new IdToken("opaque"), "is not a signed JWT");
    refuses(new IdToken(hmac.serialize()), "alg is not one of");
  }

  @Test
  void readsTheKeysAgainOnceForAnUnknownKey() {
    var verifier = client().idTokens();
    verifier.verify(signed(JWSAlgorithm.RS256, RSA, c -> c)).block(WAIT);
    IdToken unknown = signed(JWSAlgorithm.RS256, OTHER, c -> c);

    for (int i = 0; i < 3; i++) {
      assertThat(failure(verifier.verify(unknown))).hasMessageContaining("kid is not a key of");
    }

    // the clock stands still: within the cool-down of the second read
    assertThat(stub.count("/keys")).isEqualTo(2);
  }

  @Test
  void saysWhenTheKeysCanNotBeHad() {
    stub.on("/keys", 503, "");
    IdToken token = signed(JWSAlgorithm.RS256, RSA, c -> c);
    assertThat(failure(client().idTokens().verify(token))).isInstanceOf(IOException.class);

    stub.on("/keys", 200, "{\"keys\":7}");
    assertThat(failure(client().idTokens().verify(token)))
        .isInstanceOf(MalformedResponseException.class)
        .hasMessageContaining("is not a JWK set");
  }

  private void refuses(String claim, UnaryOperator<JWTClaimsSet.Builder> change) {
    refuses(signed(JWSAlgorithm.RS256, RSA, change), "ID token: " + claim + " is missing or wrong");
  }

  private void refuses(IdToken token, String problem) {
    assertThat(failure(client().idTokens().verify(token)))
        .isInstanceOf(MalformedResponseException.class)
        .hasMessageContaining(problem)
        .message()
        .doesNotContain(token.value());
  }

  private void publish(JWK... keys) {
    stub.on("/keys", 200, new JWKSet(List.of(keys)).toString(true));
  }

  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(stub.base())
        .subject("u-1")
        .audience("client-1")
        .expirationTime(at(NOW.plusSeconds(300)))
        .claim("upn", "ann@x")
        .claim("name", "Ann")
        .claim("oid", "oid-1");
  }

  private IdToken signed(
      JWSAlgorithm algorithm, JWK key, UnaryOperator<JWTClaimsSet.Builder> change) {
    try {
      var header = new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build();
      var jwt = new SignedJWT(header, change.apply(claims()).build());
      jwt.sign(signer(key));
      return new IdToken(jwt.serialize());
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static JWSSigner signer(JWK key) throws JOSEException {
    return key instanceof ECKey ec ? new ECDSASigner(ec) : new RSASSASigner(key.toRSAKey());
  }

  private static Date at(Instant instant) {
    return Date.from(instant);
  }

  private static RSAKey rsa(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static ECKey ec(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }
}
