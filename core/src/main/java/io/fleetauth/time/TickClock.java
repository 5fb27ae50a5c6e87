// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.time;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import reactor.core.scheduler.Scheduler;

/** Reads the time of the last tick. */
final class TickClock extends Clock {

  private final Scheduler timer;
  private final ZoneId zone;

  TickClock(Scheduler timer, ZoneId zone) {
    this.timer = timer;
    this.zone = zone;
  }

  @Override
  public Instant instant() {
    return Instant.EPOCH.plusNanos(timer.now(NANOSECONDS));
  }

  @Override
  public long millis() {
    return timer.now(MILLISECONDS);
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new TickClock(timer, other);
  }
}
