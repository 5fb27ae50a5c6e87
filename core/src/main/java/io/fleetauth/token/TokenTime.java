// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Clock;
import java.util.function.DoubleSupplier;
import reactor.core.scheduler.Scheduler;

/**
 * The time that tokens live by.
 *
 * @param clock stamps; may jump
 * @param timer waits; its {@code now} must never go back
 * @param jitter evenly spread numbers from 0 (inclusive) to 1 (exclusive); thread-safe
 */
record TokenTime(Clock clock, Scheduler timer, DoubleSupplier jitter) {

  /** Returns milliseconds on the timer's own line. */
  long now() {
    return timer.now(MILLISECONDS);
  }
}
