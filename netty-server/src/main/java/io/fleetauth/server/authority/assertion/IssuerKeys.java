// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.assertion;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import io.fleetauth.http.HttpService;
import io.fleetauth.server.authority.assertion.AssertionException.Problem;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;

/** The keys of all federated issuers. Thread-safe. */
final class IssuerKeys {

  private final HttpService http;
  private final Clock clock;
  private final Map<String, FetchedKeys> fetched = new ConcurrentHashMap<>();

  IssuerKeys(HttpService http, Clock clock) {
    this.http = http;
    this.clock = clock;
  }

  /** Emits the keys that the header may mean, perhaps none. */
  Mono<List<JWK>> matching(FederatedCredential credential, JWSHeader header) {
    var matcher = JWKMatcher.forJWSHeader(header);
    if (matcher == null) {
      return Mono.error(new AssertionException(Problem.MALFORMED, "The algorithm is not taken."));
    }
    var selector = new JWKSelector(matcher);
    return keys(credential, selector).map(selector::select);
  }

  private Mono<JWKSet> keys(FederatedCredential credential, JWKSelector selector) {
    var known = credential.keys();
    if (known != null) {
      return Mono.just(known);
    }
    var name = credential.issuer() + " " + credential.jwksUri();
    return fetched
        .computeIfAbsent(name, any -> new FetchedKeys(new JwksDocument(http, credential), clock))
        .current(set -> !selector.select(set).isEmpty());
  }
}
