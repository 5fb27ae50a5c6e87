// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store.postgres;

import io.fleetauth.oauth.LimitExceededException;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the calls without an outcome and refuses what is too many. */
final class Admission {

  private final String name;
  private final int limit;
  private final AtomicInteger inside = new AtomicInteger();

  /**
   * @param name of the limit, as the error tells it
   */
  Admission(String name, int limit) {
    this.name = name;
    this.limit = limit;
  }

  void enter() {
    if (inside.getAndUpdate(n -> n < limit ? n + 1 : n) == limit) {
      throw new LimitExceededException(name, limit);
    }
  }

  void leave(int calls) {
    inside.addAndGet(-calls);
  }
}
