// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.fleet;

import io.fleetauth.load.client.OAuthClient;
import io.fleetauth.load.measure.Measurements;
import io.fleetauth.load.measure.Operation;
import reactor.core.publisher.Mono;

/** Reads of access tokens by the devices of a gateway. */
public final class Reads implements Flow {

  private final OAuthClient client;
  private final Fleet fleet;

  public Reads(OAuthClient client, Fleet fleet) {
    this.client = client;
    this.fleet = fleet;
  }

  @Override
  public Operation operation() {
    return Operation.TOKEN_READ;
  }

  @Override
  public Mono<Void> start(long due, Measurements seen) {
    return Timed.request(Operation.TOKEN_READ, due, seen, client.read(fleet.reader().token()))
        .onErrorComplete()
        .then();
  }
}
