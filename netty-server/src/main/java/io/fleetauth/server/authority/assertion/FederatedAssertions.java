// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.assertion;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyType;
import io.fleetauth.server.authority.assertion.AssertionException.Problem;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Assertions that another issuer signed for a workload. They may be shown again: workloads read
 * theirs from a file and use it for minutes. Thread-safe.
 */
final class FederatedAssertions {

  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256);

  private final IssuerKeys keys;
  private final Clock clock;

  FederatedAssertions(IssuerKeys keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  Mono<Void> verify(Assertion assertion, List<FederatedCredential> credentials) {
    var credential = matching(assertion, credentials);
    if (!ALGORITHMS.contains(assertion.header().getAlgorithm())) {
      throw new AssertionException(
          Problem.MALFORMED, "The assertion must be signed with RS256, PS256 or ES256.");
    }
    assertion.requireInTime(clock.instant());
    return keys.matching(credential, assertion.header())
        .doOnNext(found -> requireSignature(assertion, found))
        .then();
  }

  private static FederatedCredential matching(
      Assertion assertion, List<FederatedCredential> credentials) {
    var claims = assertion.claims();
    var left = credentials;
    if (left.isEmpty()) {
      throw noMatch(Problem.NOT_FEDERATED, "", "");
    }
    left = left.stream().filter(one -> one.issuer().equals(claims.getIssuer())).toList();
    if (left.isEmpty()) {
      throw noMatch(Problem.UNKNOWN_ISSUER, " issuer", shown(claims.getIssuer()));
    }
    left = left.stream().filter(one -> one.subject().equals(claims.getSubject())).toList();
    if (left.isEmpty()) {
      throw noMatch(Problem.UNKNOWN_SUBJECT, " subject", shown(claims.getSubject()));
    }
    var audiences = claims.getAudience();
    return left.stream()
        .filter(one -> audiences.contains(one.audience()))
        .findFirst()
        .orElseThrow(
            () -> noMatch(Problem.UNKNOWN_AUDIENCE, " audience", shown(audiences.toString())));
  }

  private static AssertionException noMatch(Problem problem, String part, String value) {
    return new AssertionException(
        problem,
        "No matching federated identity record found for presented assertion%s%s."
            .formatted(part, value));
  }

  /** Returns a claim so that it can neither flood nor split a line. */
  private static String shown(@Nullable String claim) {
    var value = claim == null ? "" : claim;
    var text = value.length() > 200 ? value.substring(0, 200) : value;
    return " '" + text.replaceAll("\\p{Cntrl}", "?") + "'";
  }

  private static void requireSignature(Assertion assertion, List<JWK> candidates) {
    if (candidates.stream().noneMatch(key -> assertion.isSignedWith(verifier(key)))) {
      throw new AssertionException(
          Problem.NOT_SIGNED_BY_REGISTERED_KEY,
          "Client assertion failed signature validation: no key of the issuer signed it.");
    }
  }

  private static JWSVerifier verifier(JWK key) {
    try {
      return key.getKeyType().equals(KeyType.EC)
          ? new ECDSAVerifier(key.toECKey())
          : new RSASSAVerifier(key.toRSAKey());
    } catch (JOSEException e) {
      throw new AssertionException(
          Problem.KEYS_UNAVAILABLE, "A key of the assertion's issuer can not be used.");
    }
  }
}
