// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.signin;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.util.random.RandomGenerator;
import reactor.core.scheduler.Scheduler;

/**
 * Where time and chance come from.
 *
 * @param clock stamps what is stored; the lifetime of codes is compared with it only after a
 *     restart
 * @param timer what waits, and what the lifetime of codes counts on; must run tasks on its own
 *     threads unless the delay is over
 * @param random spreads retries; thread-safe
 */
public record SignInTiming(Clock clock, Scheduler timer, RandomGenerator random) {

  public SignInTiming {
    requireNonNull(clock, "clock");
    requireNonNull(timer, "timer");
    requireNonNull(random, "random");
  }
}
