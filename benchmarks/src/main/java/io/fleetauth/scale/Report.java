// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.scale;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was done, how often, how long it took, and what failed. */
final class Report {

  /**
   * A line of the table.
   *
   * @param wanted how many there should have been
   * @param served how many there were
   */
  record Line(String what, long wanted, long served, Duration took) {

    boolean isWhole() {
      return served == wanted;
    }

    String text() {
      double seconds = took.toMillis() / 1000.0;
      long unserved = wanted - served;
      return "%-42s %,9d %,9d %9.1f %,10.0f"
          .formatted(what, wanted, unserved, seconds, served / Math.max(seconds, 0.001));
    }
  }

  private final List<Line> lines = new ArrayList<>();

  void add(Line line) {
    if (lines.isEmpty()) {
      print(
          "%-42s %9s %9s %9s %10s".formatted("what", "count", "unserved", "seconds", "per second"));
    }
    lines.add(line);
    print(line.text());
  }

  /** Prints a figure that is no count. */
  void note(String what, double value, String unit) {
    print(String.format(Locale.ROOT, "%-42s %,9.1f %s", what, value, unit));
  }

  boolean isWhole() {
    return lines.stream().allMatch(Line::isWhole);
  }

  private static void print(String line) {
    System.out.println(line);
  }
}
