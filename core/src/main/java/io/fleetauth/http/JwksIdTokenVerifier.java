// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.fleetauth.endpoint.Discovery;
import io.fleetauth.endpoint.IdTokenVerifier;
import io.fleetauth.oauth.AuthorizationServerMetadata;
import io.fleetauth.oauth.IdToken;
import io.fleetauth.oauth.Identity;
import io.fleetauth.oauth.MalformedResponseException;
import java.text.ParseException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Checks the signature by the server's published keys, then the claims. Asymmetric signatures only:
 * a public client shares no secret that could sign.
 */
record JwksIdTokenVerifier(Discovery discovery, JwksCache keys, IdTokenRules rules)
    implements IdTokenVerifier {

  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256);

  @Override
  public Mono<Identity> verify(IdToken token, @Nullable String nonce) {
    return discovery.metadata().flatMap(metadata -> verify(parse(token), nonce, metadata));
  }

  private Mono<Identity> verify(
      SignedJWT jwt, @Nullable String nonce, AuthorizationServerMetadata metadata) {
    var jwksUri = MetadataResponses.offered(metadata.jwksUri(), metadata.issuer(), "jwks_uri");
    var selector = new JWKSelector(JWKMatcher.forJWSHeader(jwt.getHeader()));
    return keys.matching(selector, jwksUri)
        .map(candidates -> verified(jwt, nonce, candidates, metadata.issuer()));
  }

  private static SignedJWT parse(IdToken token) {
    try {
      SignedJWT jwt = SignedJWT.parse(token.value());
      if (ALGORITHMS.contains(jwt.getHeader().getAlgorithm())) {
        return jwt;
      }
    } catch (ParseException e) {
      throw new MalformedResponseException("ID token: is not a signed JWT");
    }
    throw new MalformedResponseException("ID token: alg is not one of " + ALGORITHMS);
  }

  private Identity verified(
      SignedJWT jwt, @Nullable String nonce, List<JWK> candidates, String issuer) {
    if (candidates.isEmpty()) {
      throw new MalformedResponseException("ID token: kid is not a key of " + issuer);
    }
    if (candidates.stream().noneMatch(key -> isSignedBy(key, jwt))) {
      throw new MalformedResponseException("ID token: the signature is wrong");
    }
    JWTClaimsSet claims = UnverifiedClaims.claims(jwt);
    rules.check(claims, issuer);
    IdTokenRules.checkNonce(claims, nonce);
    return UnverifiedClaims.identity(claims, true);
  }

  private static boolean isSignedBy(JWK key, SignedJWT jwt) {
    try {
      var publicKey = ((AsymmetricJWK) key).toPublicKey();
      return jwt.verify(
          new DefaultJWSVerifierFactory().createJWSVerifier(jwt.getHeader(), publicKey));
    } catch (JOSEException e) {
      return false;
    }
  }
}
