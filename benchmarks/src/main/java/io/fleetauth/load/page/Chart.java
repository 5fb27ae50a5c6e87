// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.page;

import java.util.List;

/**
 * What a plot shows.
 *
 * @param title with the unit
 * @param across what stands below
 * @param length what stands at the right end, at least 1; only without {@code ticks}
 * @param ticks names along the bottom; empty for numbers from 0
 * @param logarithmic whether the values go by powers of ten
 */
record Chart(
    String title,
    String across,
    double length,
    List<Tick> ticks,
    boolean logarithmic,
    List<Line> lines) {

  /** A point of a line. */
  record Point(double x, double y) {}

  /** A name at a place along the bottom. */
  record Tick(double x, String name) {}

  /**
   * A line, or bars.
   *
   * @param colour place in the palette, from 0
   * @param dashed whether it is drawn less strongly
   * @param bars whether it is drawn as bars
   */
  record Line(String name, int colour, boolean dashed, boolean bars, List<Point> points) {

    Line(String name, int colour, List<Point> points) {
      this(name, colour, false, false, points);
    }

    Line dashedLine() {
      return new Line(name, colour, true, false, points);
    }

    Line barLine() {
      return new Line(name, colour, false, true, points);
    }
  }

  /** Returns whether there is something to see. */
  boolean isEmpty() {
    return lines.stream().allMatch(line -> line.points().isEmpty());
  }
}
