// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.schedule;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Arrivals at a {@link Rate}: its first value during the warm-up, then evenly on to its last.
 *
 * <p>The n-th arrival comes when the integral of the rate has reached n. For Poisson arrivals n is
 * not a whole number but a sum of exponentially distributed steps, which gives the same rate, also
 * while it changes.
 */
public final class RateSchedule implements Schedule {

  private static final double NANOS = 1e9;

  private final Rate rate;
  private final double warmUp;
  private final double duration;
  private final DoubleSupplier step;
  private double reached;

  private RateSchedule(Rate rate, Duration warmUp, Duration duration, DoubleSupplier step) {
    this.rate = rate;
    this.warmUp = warmUp.toNanos() / NANOS;
    this.duration = duration.toNanos() / NANOS;
    this.step = step;
  }

  /** Returns arrivals at equal distances while the rate is steady; the first one at once. */
  public static RateSchedule even(Rate rate, Duration warmUp, Duration duration) {
    return new RateSchedule(rate, warmUp, duration, () -> 1);
  }

  /**
   * Returns arrivals that know nothing of each other.
   *
   * @param random evenly spread from 0 (inclusive) to 1 (exclusive)
   */
  public static RateSchedule poisson(
      Rate rate, Duration warmUp, Duration duration, DoubleSupplier random) {
    return new RateSchedule(rate, warmUp, duration, () -> -Math.log1p(-random.getAsDouble()));
  }

  @Override
  public long next() {
    double seconds = moment(reached);
    if (seconds >= warmUp + duration) {
      return END;
    }
    reached += step.getAsDouble();
    return (long) (seconds * NANOS);
  }

  /** Returns the seconds after which {@code count} arrivals are due; infinite when never. */
  private double moment(double count) {
    double warm = rate.from() * warmUp;
    if (count < warm) {
      return count / rate.from();
    }
    double left = count - warm;
    double slope = (rate.to() - rate.from()) / duration;
    // from*t + slope/2*t^2 = left, solved in the form that also holds for a slope of 0
    double root = rate.from() * rate.from() + 2 * slope * left;
    if (root < 0) {
      return Double.POSITIVE_INFINITY;
    }
    double divisor = rate.from() + Math.sqrt(root);
    return warmUp + (left == 0 ? 0 : 2 * left / divisor);
  }
}
