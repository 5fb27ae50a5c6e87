// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load;

import io.fleetauth.load.measure.Operation;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the fleet does. */
public enum Scenario {
  SIGN_IN(Operation.SIGN_IN, "20/s"),
  READ(Operation.TOKEN_READ, "1000/s"),
  REFRESH(Operation.REFRESH, "50/s"),
  CLIENT_CREDENTIALS(Operation.CLIENT_CREDENTIALS, "50/s"),
  /** Several kinds of arrivals, by weight. */
  MIXED(null, "200/s"),
  /** Like {@link #MIXED}, for long, and with an eye on what the server uses up. */
  SOAK(null, "100/s");

  private final @Nullable Operation only;
  private final String rate;

  Scenario(@Nullable Operation only, String rate) {
    this.only = only;
    this.rate = rate;
  }

  /** Returns what arrivals do; empty when that depends on the server and the user. */
  Map<Operation, Integer> weights() {
    return only == null ? Map.of() : Map.of(only, 1);
  }

  /** Returns the measured time when the user gives none. */
  Duration duration() {
    return this == SOAK ? Duration.ofMinutes(30) : Duration.ofMinutes(1);
  }

  /** Returns the rate when the user gives none. */
  String rate() {
    return rate;
  }
}
