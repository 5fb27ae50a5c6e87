// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.time;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import reactor.core.scheduler.Scheduler;

/**
 * Tells how much time has passed at most, for those who must rather stop too early than too late.
 * Right after a process was stopped (SIGSTOP) a timer has not ticked yet, and the system's
 * monotonic clock need not count the suspension of a machine: whichever says more is believed.
 * Thread-safe.
 */
public final class Stopwatch {

  private final Scheduler timer;
  private final long timerStart;
  private final long systemStart;

  private Stopwatch(Scheduler timer) {
    this.timer = timer;
    this.timerStart = timer.now(NANOSECONDS);
    this.systemStart = System.nanoTime();
  }

  /** Starts now, by {@code timer} and the system's monotonic clock. */
  public static Stopwatch start(Scheduler timer) {
    return new Stopwatch(timer);
  }

  public Duration elapsed() {
    long byTimer = timer.now(NANOSECONDS) - timerStart;
    long bySystem = System.nanoTime() - systemStart;
    return Duration.ofNanos(Math.max(byTimer, bySystem));
  }
}
