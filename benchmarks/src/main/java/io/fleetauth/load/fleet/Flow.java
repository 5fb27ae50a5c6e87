// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.fleet;

import io.fleetauth.load.measure.Measurements;
import io.fleetauth.load.measure.Operation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** What an arrival does. Thread-safe. */
public interface Flow {

  /** Returns what it is measured as, as a whole. */
  Operation operation();

  /**
   * Returns the work, which counts its successes and failures and does not fail; null when nobody
   * is free to do it.
   *
   * @param due when it is to begin, by the clock of the run
   */
  @Nullable Mono<Void> start(long due, Measurements seen);
}
