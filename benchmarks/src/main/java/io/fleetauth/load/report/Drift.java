// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a figure changed from the first quarter of a run to the last. Of memory the least value of
 * each quarter counts, because that is what is left after a collection; of others the mean.
 *
 * @param unit of both figures
 * @param early in the first quarter
 * @param late in the last quarter
 */
public record Drift(String what, String unit, double early, double late) {

  private static final int QUARTER = 4;
  private static final int LEAST_SAMPLES = 8;
  private static final double MEBI = 1 << 20;

  /** Looks at a whole series; returns nothing when it is too short. */
  public static List<Drift> of(List<Second> series) {
    var found = new ArrayList<Drift>();
    add(found, series, "heap, least", "MiB", sample -> mebi(sample.heap()), true);
    add(found, series, "resident memory, least", "MiB", sample -> mebi(sample.resident()), true);
    add(found, series, "open files", "", ServerSample::files, false);
    add(found, series, "threads", "", ServerSample::threads, false);
    add(found, series, "processor", "cores", ServerSample::cpu, false);
    return found;
  }

  private static @Nullable Double mebi(@Nullable Double bytes) {
    return bytes == null ? null : bytes / MEBI;
  }

  private static void add(
      List<Drift> found,
      List<Second> series,
      String what,
      String unit,
      Function<ServerSample, @Nullable Double> figure,
      boolean least) {
    List<Double> values =
        series.stream()
            .map(Second::server)
            .filter(Objects::nonNull)
            .map(sample -> figure.apply(sample))
            .filter(Objects::nonNull)
            .map(value -> Objects.requireNonNull(value))
            .toList();
    if (values.size() < LEAST_SAMPLES) {
      return;
    }
    int quarter = values.size() / QUARTER;
    double early = summary(values.subList(0, quarter), least);
    double late = summary(values.subList(values.size() - quarter, values.size()), least);
    found.add(new Drift(what, unit, early, late));
  }

  private static double summary(List<Double> values, boolean least) {
    var numbers = values.stream().mapToDouble(Double::doubleValue).summaryStatistics();
    return least ? numbers.getMin() : numbers.getAverage();
  }

  /** Returns both figures and the change, for people. */
  public String text() {
    double change = early == 0 ? 0 : (late / early - 1) * 100;
    return "%,.1f to %,.1f %s (%+.0f %%)".formatted(early, late, unit, change).replace("  ", " ");
  }
}
