// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Work that nobody waits for, a bounded number of it at a time. Adding never blocks; a tick takes
 * what was added, so that no caller's thread does the work.
 */
final class Errands {

  private static final Logger log = LoggerFactory.getLogger(Errands.class);
  private static final Duration TICK = Duration.ofMillis(100);
  private static final int TAKEN_AT_ONCE = 256;

  private final Scheduler timer;
  private final int maxInFlight;
  private final Queue<Mono<?>> waiting = new ConcurrentLinkedQueue<>();

  Errands(Scheduler timer, int maxInFlight) {
    this.timer = timer;
    this.maxInFlight = maxInFlight;
  }

  void add(Mono<?> errand) {
    waiting.add(errand);
  }

  /** Does the work until cancelled. */
  Flux<Void> run() {
    return Flux.interval(TICK, timer)
        .onBackpressureDrop()
        .concatMap(tick -> taken().repeat(() -> !waiting.isEmpty()), 1)
        .flatMap(Errands::done, maxInFlight, 1);
  }

  private Flux<Mono<?>> taken() {
    return Flux.defer(() -> Flux.fromIterable(take()));
  }

  private List<Mono<?>> take() {
    var taken = new ArrayList<Mono<?>>();
    Mono<?> next = waiting.poll();
    while (next != null) {
      taken.add(next);
      next = taken.size() < TAKEN_AT_ONCE ? waiting.poll() : null;
    }
    return taken;
  }

  private static Mono<Void> done(Mono<?> errand) {
    return errand.then().onErrorResume(Errands::passedOver);
  }

  /** The failure was told where it arose; here it only must not stop the others. */
  private static Mono<Void> passedOver(Throwable failure) {
    log.debug("background work failed: {}", failure.toString());
    return Mono.empty();
  }
}
