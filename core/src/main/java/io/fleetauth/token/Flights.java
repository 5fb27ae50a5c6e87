// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.session.DeviceId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Lets one piece of work per device be under way. Those who want the same share its outcome; those
 * who want something else wait for their turn. A caller that is cancelled leaves the others alone.
 */
final class Flights {

  private final ConcurrentMap<DeviceId, Flight> flights = new ConcurrentHashMap<>();

  /** Emits what {@code work} emits, or what an equal piece of work under way does. */
  Mono<AccessToken> join(DeviceId device, Request request, Supplier<Mono<AccessToken>> work) {
    return Mono.defer(() -> board(device, request, work));
  }

  private Mono<AccessToken> board(
      DeviceId device, Request request, Supplier<Mono<AccessToken>> work) {
    Flight flight = flights.computeIfAbsent(device, id -> flight(id, request, work));
    if (request.isServedBy(flight.request())) {
      return flight.outcome();
    }
    return flight.outcome().onErrorComplete().then(join(device, request, work));
  }

  private Flight flight(DeviceId device, Request request, Supplier<Mono<AccessToken>> work) {
    Mono<AccessToken> outcome =
        Mono.defer(work).doOnTerminate(() -> flights.remove(device)).cache();
    return new Flight(request, outcome);
  }

  /** Completes when what is under way now has ended, well or badly. */
  Mono<Void> landed() {
    return Flux.fromIterable(flights.values())
        .flatMap(flight -> flight.outcome().onErrorComplete(), Integer.MAX_VALUE)
        .then();
  }

  private record Flight(Request request, Mono<AccessToken> outcome) {}
}
