// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.fleet;

import io.fleetauth.load.client.OAuthClient;
import io.fleetauth.load.measure.Measurements;
import io.fleetauth.load.measure.Operation;
import reactor.core.publisher.Mono;

/** Tokens of the client itself, RFC 6749 section 4.4. */
public final class ClientTokens implements Flow {

  private final OAuthClient client;

  public ClientTokens(OAuthClient client) {
    this.client = client;
  }

  @Override
  public Operation operation() {
    return Operation.CLIENT_CREDENTIALS;
  }

  @Override
  public Mono<Void> start(long due, Measurements seen) {
    return Timed.request(Operation.CLIENT_CREDENTIALS, due, seen, client.clientCredentials())
        .onErrorComplete()
        .then();
  }
}
