// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.report;

import org.HdrHistogram.Histogram;

/** A distribution of times, in milliseconds. */
public record Percentiles(
    double min, double mean, double p50, double p90, double p99, double p999, double max) {

  private static final double MICROS_PER_MILLI = 1000;

  /** Reads a histogram of microseconds; all zero when it is empty. */
  public static Percentiles of(Histogram micros) {
    if (micros.getTotalCount() == 0) {
      return new Percentiles(0, 0, 0, 0, 0, 0, 0);
    }
    return new Percentiles(
        millis(micros.getMinValue()),
        Math.round(micros.getMean()) / MICROS_PER_MILLI,
        millis(micros.getValueAtPercentile(50)),
        millis(micros.getValueAtPercentile(90)),
        millis(micros.getValueAtPercentile(99)),
        millis(micros.getValueAtPercentile(99.9)),
        millis(micros.getMaxValue()));
  }

  static double millis(long micros) {
    return micros / MICROS_PER_MILLI;
  }
}
