// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import io.fleetauth.endpoint.ClientAuthentication;
import java.net.URI;
import java.util.Map;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Hands on a JWT of somebody whom the authorization server trusts, RFC 7523 section 2.2.
 *
 * @param assertions asked for each request
 */
record AssertionAuthentication(String clientId, Supplier<Mono<String>> assertions)
    implements ClientAuthentication {

  private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  @Override
  public Mono<Credentials> credentials(URI endpoint) {
    return Mono.defer(assertions)
        .filter(assertion -> !assertion.isBlank())
        .switchIfEmpty(Mono.error(AssertionAuthentication::missing))
        .map(assertion -> credentials(clientId, assertion));
  }

  static Credentials credentials(String clientId, String assertion) {
    return new Credentials(
        null,
        Map.of(
            "client_id",
            clientId,
            "client_assertion_type",
            JWT_BEARER,
            "client_assertion",
            assertion));
  }

  private static CredentialUnavailableException missing() {
    return new CredentialUnavailableException("clientAssertion: the callback gave none");
  }

  @Override
  public String toString() {
    return "AssertionAuthentication[" + clientId + "]";
  }
}
