// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.fleet;

import io.fleetauth.load.client.Answer;
import io.fleetauth.load.client.OAuthClient;
import io.fleetauth.load.measure.Measurements;
import io.fleetauth.load.measure.Operation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Renewals by the devices of a fleet, RFC 6749 section 6. A device spends its token once at a time
 * and takes the next one from the answer; one that was told {@code invalid_grant} is signed out and
 * does not come back.
 */
public final class Refreshes implements Flow {

  private final OAuthClient client;
  private final Fleet fleet;

  public Refreshes(OAuthClient client, Fleet fleet) {
    this.client = client;
    this.fleet = fleet;
  }

  @Override
  public Operation operation() {
    return Operation.REFRESH;
  }

  @Override
  public @Nullable Mono<Void> start(long due, Measurements seen) {
    Device device = fleet.takeIdle();
    if (device == null) {
      return null;
    }
    return Timed.request(Operation.REFRESH, due, seen, client.refresh(device.token()))
        .doOnNext(answer -> renewed(device, answer))
        .doOnError(failure -> failed(device, failure))
        .onErrorComplete()
        .then();
  }

  private void renewed(Device device, Answer answer) {
    String next = answer.text("refresh_token");
    if (next != null) {
      device.replace(next);
    }
    fleet.giveBack(device);
  }

  private void failed(Device device, Throwable failure) {
    if (!Timed.kind(failure).endsWith("invalid_grant")) {
      fleet.giveBack(device);
    }
  }
}
