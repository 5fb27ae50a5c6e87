// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import java.util.concurrent.atomic.LongAdder;

/** Counts reads of the hot path without allocating. Thread-safe. */
public final class TokenReads {

  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /** Returns how many were answered from memory. */
  public long hits() {
    return hits.sum();
  }

  /** Returns how many had to look at the engine or the store, whatever came of it. */
  public long misses() {
    return misses.sum();
  }

  /** Returns how many of the misses were not answered with a token. */
  public long refused() {
    return refused.sum();
  }

  void hit() {
    hits.increment();
  }

  void miss() {
    misses.increment();
  }

  void refuse() {
    refused.increment();
  }
}
