// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.schedule;

import java.time.Duration;

/** All at once: a herd after the warm-up, and perhaps again and again. */
public final class HerdSchedule implements Schedule {

  private final int size;
  private final long every;
  private final long end;
  private long wave;
  private int started;

  /**
   * @param size arrivals of each herd
   * @param first when the first one comes
   * @param every from one to the next; zero for one herd only
   * @param end no herd comes then or later
   */
  public HerdSchedule(int size, Duration first, Duration every, Duration end) {
    this.size = size;
    this.every = every.toNanos();
    this.end = end.toNanos();
    this.wave = first.toNanos();
  }

  @Override
  public long next() {
    if (started == size) {
      started = 0;
      wave = every == 0 ? END : wave + every;
    }
    if (wave >= end) {
      return END;
    }
    started++;
    return wave;
  }
}
