// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import io.fleetauth.chaos.Plan.StoreChoice;
import java.time.Duration;
import java.util.Set;

/** Small plans. */
final class Plans {

  private Plans() {}

  static Plan of(long seed, int kills, int faults, Duration grace) {
    return of(seed, kills, faults, Set.of(), grace);
  }

  static Plan of(long seed, int kills, int faults, Set<FaultKind> only, Duration grace) {
    return new Plan(
        seed,
        kills,
        faults,
        only,
        Duration.ofSeconds(1),
        Duration.ofSeconds(80),
        Duration.ofSeconds(10),
        150,
        20,
        1,
        StoreChoice.SQLITE,
        Duration.ofSeconds(5),
        grace,
        Duration.ofSeconds(1),
        Duration.ofMinutes(3));
  }
}
