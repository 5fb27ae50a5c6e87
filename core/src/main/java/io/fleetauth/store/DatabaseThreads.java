// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The daemon threads of a database. Stopping threads may block for a moment, so the writer does it,
 * itself included.
 *
 * @param writer one thread that may block and takes its tasks in order
 * @param readers threads that may block
 * @param signals threads that must not block, where outcomes are told
 */
record DatabaseThreads(Scheduler writer, Scheduler readers, Scheduler signals) {

  private static final int IDLE_SECONDS = 60;

  DatabaseThreads(SqliteLimits limits) {
    this(
        Schedulers.newBoundedElastic(
            1, Integer.MAX_VALUE, "fleetauth-db-write", IDLE_SECONDS, true),
        Schedulers.newBoundedElastic(
            limits.readers(), limits.readQueue(), "fleetauth-db-read", IDLE_SECONDS, true),
        Schedulers.newParallel("fleetauth-db-signal", 2, true));
  }

  /** Lets the reads under way end. */
  Mono<Void> closeReaders() {
    return readers.disposeGracefully().subscribeOn(writer);
  }

  /** Lets what is under way end; the signals come last, as the others tell their outcomes there. */
  Mono<Void> close() {
    return Mono.when(writer.disposeGracefully(), readers.disposeGracefully())
        .then(signals.disposeGracefully())
        .subscribeOn(writer);
  }
}
