// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.measure;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Times as histograms keep them: whole microseconds, from none to an hour. */
public final class Micros {

  private static final long LONGEST = 3_600_000_000L;
  private static final long NANOS = 1000;
  private static final int DIGITS = 3;

  private Micros() {}

  /** Returns a time for a histogram; what is beyond its ends is put there. */
  public static long of(long nanos) {
    return Math.max(0, Math.min(nanos / NANOS, LONGEST));
  }

  /** Returns a histogram that any thread may record into. */
  public static Histogram histogram() {
    return new ConcurrentHistogram(LONGEST, DIGITS);
  }

  static Recorder recorder() {
    return new Recorder(LONGEST, DIGITS);
  }
}
