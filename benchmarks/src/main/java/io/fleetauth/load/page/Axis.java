// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.page;

import java.util.ArrayList;
import java.util.List;

/**
 * Places values along a line.
 *
 * @param min what stands at {@code from}; above 0 when logarithmic
 * @param max what stands at {@code to}; above {@code min}
 */
record Axis(double min, double max, double from, double to, boolean logarithmic) {

  private static final double[] STEPS = {1, 2, 5, 10};
  private static final int WANTED_TICKS = 5;

  /** Returns an axis from 0 to a round number that holds {@code most}. */
  static Axis linear(double most, double from, double to) {
    double step = step(most);
    double max = most <= 0 ? 1 : Math.ceil(most / step) * step;
    return new Axis(0, max, from, to, false);
  }

  /** Returns an axis over whole powers of ten that hold both. */
  static Axis logarithmic(double least, double most, double from, double to) {
    double low = Math.pow(10, Math.floor(Math.log10(least)));
    double high = Math.pow(10, Math.ceil(Math.log10(Math.max(most, least))));
    return new Axis(low, high > low ? high : low * 10, from, to, true);
  }

  private static double step(double most) {
    if (most <= 0) {
      return 1;
    }
    double rough = most / WANTED_TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    for (double step : STEPS) {
      if (step * power >= rough) {
        return step * power;
      }
    }
    return power * 10;
  }

  /** Returns the place of a value; what lies outside is put at the end. */
  double at(double value) {
    double bounded = Math.max(min, Math.min(max, value));
    double share =
        logarithmic ? Math.log(bounded / min) / Math.log(max / min) : (bounded - min) / (max - min);
    return from + share * (to - from);
  }

  /** Returns the values to name. */
  List<Double> ticks() {
    var ticks = new ArrayList<Double>();
    if (logarithmic) {
      for (double tick = min; tick <= max * 1.001; tick *= 10) {
        ticks.add(tick);
      }
      return ticks;
    }
    double step = step(max);
    for (int i = 0; min + i * step <= max * 1.001; i++) {
      ticks.add(min + i * step);
    }
    return ticks;
  }
}
