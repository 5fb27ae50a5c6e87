// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

class StopwatchTest {

  /** As after the suspension of a machine, which the timer follows by the wall clock. */
  @Test
  void believesTheTimerWhereTheSystemDidNotCount() {
    VirtualTimeScheduler time = VirtualTimeScheduler.create();
    Stopwatch watch = Stopwatch.start(time);
    time.advanceTimeBy(Duration.ofMinutes(5));
    assertThat(watch.elapsed()).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(6));
  }

  /** As right after a process was stopped, before the timer ticks again. */
  @Test
  void believesTheSystemWhereTheTimerStands() {
    Stopwatch watch = Stopwatch.start(VirtualTimeScheduler.create());
    long until = System.nanoTime() + 2_000_000;
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    assertThat(watch.elapsed()).isGreaterThanOrEqualTo(Duration.ofMillis(2));
  }
}
