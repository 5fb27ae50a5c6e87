// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.page;

import io.fleetauth.load.page.Chart.Line;
import io.fleetauth.load.page.Chart.Point;
import io.fleetauth.load.page.Chart.Tick;
import io.fleetauth.load.report.Histograms;
import io.fleetauth.load.report.LoadResult;
import io.fleetauth.load.report.Second;
import io.fleetauth.load.report.Second.OperationSecond;
import io.fleetauth.load.report.ServerSample;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The plots of a result; each operation has the same colour in all of them. */
final class Charts {

  private static final String SECONDS = "seconds";
  private static final double SHORTEST = 0.5;
  private static final double MEBI = 1 << 20;
  private static final double MICROS = 1000;
  private static final double[] PERCENTILES = {
    0, 25, 50, 75, 90, 95, 97.5, 99, 99.5, 99.75, 99.9, 99.95, 99.99, 99.999
  };
  private static final List<Tick> NINES =
      List.of(
          new Tick(0, "0"),
          new Tick(1, "90"),
          new Tick(2, "99"),
          new Tick(3, "99.9"),
          new Tick(4, "99.99"),
          new Tick(5, "99.999"));
  private static final int BUCKETS_PER_DECADE = 8;

  private final LoadResult result;
  private final List<String> names;
  private final double length;

  Charts(LoadResult result) {
    this.result = result;
    this.names = List.copyOf(result.operations().keySet());
    this.length = Math.max(1, result.series().stream().mapToDouble(Second::at).max().orElse(1));
  }

  /** Returns all that have something to show. */
  List<Chart> all() {
    var charts = new ArrayList<Chart>();
    charts.add(perOperation("Successes per second", second -> (double) second.count()));
    charts.add(percentiles());
    for (String name : names) {
      charts.add(latency(name));
      charts.add(histogram(name));
    }
    charts.add(perOperation("Failures per second", second -> (double) second.failed()));
    charts.add(
        chart(
            "Arrivals under way, and dropped per second",
            line("under way", 0, Second::inFlight),
            line("dropped", 1, Second::dropped)));
    charts.add(
        chart(
            "Processor, in cores",
            line("harness", 0, Second::ownCpu),
            line("machine", 1, Second::machineCpu),
            server("server", 2, ServerSample::cpu)));
    charts.add(
        chart(
            "Memory of the server, in MiB",
            server("heap", 0, sample -> mebi(sample.heap())),
            server("resident", 1, sample -> mebi(sample.resident()))));
    charts.add(
        chart(
            "Open files and threads of the server",
            server("files", 0, ServerSample::files),
            server("threads", 1, ServerSample::threads)));
    charts.removeIf(Charts::isNothing);
    return charts;
  }

  private static boolean isNothing(Chart chart) {
    return chart.lines().stream()
        .flatMap(line -> line.points().stream())
        .allMatch(point -> point.y() == 0);
  }

  private static @Nullable Double mebi(@Nullable Double bytes) {
    return bytes == null ? null : bytes / MEBI;
  }

  private Chart chart(String title, Line... lines) {
    List<Line> seen = List.of(lines).stream().filter(line -> !line.points().isEmpty()).toList();
    return new Chart(title, SECONDS, length, List.of(), false, seen);
  }

  private Line line(String name, int colour, ToDoubleFunction<Second> figure) {
    return new Line(
        name,
        colour,
        result.series().stream()
            .map(second -> new Point(second.at(), figure.applyAsDouble(second)))
            .toList());
  }

  private Line server(String name, int colour, Function<ServerSample, @Nullable Double> figure) {
    var points = new ArrayList<Point>();
    for (Second second : result.series()) {
      ServerSample sample = second.server();
      Double value = sample == null ? null : figure.apply(sample);
      if (value != null) {
        points.add(new Point(second.at(), value));
      }
    }
    return new Line(name, colour, points);
  }

  private String title(String name) {
    return Objects.requireNonNull(result.operations().get(name)).title();
  }

  private Chart perOperation(String title, ToDoubleFunction<OperationSecond> figure) {
    return chart(title, names.stream().map(name -> rate(name, figure)).toArray(Line[]::new));
  }

  /** Leaves out a last look that came too soon after the one before to make a rate. */
  private Line rate(String name, ToDoubleFunction<OperationSecond> figure) {
    var points = new ArrayList<Point>();
    double before = 0;
    for (Second second : result.series()) {
      double passed = second.at() - before;
      OperationSecond seen = second.operations().get(name);
      if (passed >= SHORTEST) {
        double count = seen == null ? 0 : figure.applyAsDouble(seen);
        points.add(new Point(second.at(), count / passed));
      }
      before = second.at();
    }
    return new Line(title(name), names.indexOf(name), points);
  }

  private Chart latency(String name) {
    int colour = names.indexOf(name);
    return chart(
        "Latency of " + title(name) + ", in ms",
        during(name, "p50", colour, OperationSecond::p50),
        during(name, "p99", colour, OperationSecond::p99).dashedLine());
  }

  /** Leaves out the seconds in which nothing succeeded. */
  private Line during(
      String name, String line, int colour, ToDoubleFunction<OperationSecond> figure) {
    var points = new ArrayList<Point>();
    for (Second second : result.series()) {
      OperationSecond seen = second.operations().get(name);
      if (seen != null && seen.count() > 0) {
        points.add(new Point(second.at(), figure.applyAsDouble(seen)));
      }
    }
    return new Line(line, colour, points);
  }

  private Histogram histogramOf(String name) {
    return Histograms.decoded(Objects.requireNonNull(result.operations().get(name)).histogram());
  }

  /** The n-th nine has the same room as the one before. */
  private static double place(double percentile) {
    return -Math.log10(1 - percentile / 100);
  }

  private Chart percentiles() {
    List<Line> lines = names.stream().map(this::percentiles).toList();
    double last =
        lines.stream()
            .flatMap(line -> line.points().stream())
            .mapToDouble(Point::x)
            .max()
            .orElse(0);
    List<Tick> ticks = NINES.stream().filter(tick -> tick.x() < last + 1).toList();
    return new Chart("Latency by percentile, in ms", "percentile", 1, ticks, true, lines);
  }

  private Line percentiles(String name) {
    Histogram histogram = histogramOf(name);
    var points = new ArrayList<Point>();
    for (double percentile : PERCENTILES) {
      // beyond the last value that was seen the curve would be made up
      if (histogram.getTotalCount() * (1 - percentile / 100) >= 1) {
        double micros = histogram.getValueAtPercentile(percentile);
        points.add(new Point(place(percentile), micros / MICROS));
      }
    }
    return new Line(title(name), names.indexOf(name), points);
  }

  private Chart histogram(String name) {
    Histogram histogram = histogramOf(name);
    String title = "Distribution of " + title(name) + ", count by ms";
    if (histogram.getTotalCount() == 0) {
      return new Chart(title, "ms", 1, List.of(), false, List.of());
    }
    int first = (int) Math.floor(Math.log10((double) Math.max(1, histogram.getMinValue())));
    int last = (int) Math.ceil(Math.log10((double) Math.max(2, histogram.getMaxValue())));
    int buckets = (last - first) * BUCKETS_PER_DECADE;
    var points = new ArrayList<Point>();
    for (int i = 0; i < buckets; i++) {
      long low = edge(first, i);
      long high = edge(first, i + 1) - 1;
      points.add(new Point(i, high < low ? 0 : histogram.getCountBetweenValues(low, high)));
    }
    var ticks = new ArrayList<Tick>();
    for (int decade = first; decade <= last; decade++) {
      double at = (double) (decade - first) * BUCKETS_PER_DECADE;
      ticks.add(new Tick(at, Text.number(Math.pow(10, decade) / MICROS)));
    }
    Line bars = new Line("count", names.indexOf(name), points).barLine();
    return new Chart(title, "ms", 1, ticks, false, List.of(bars));
  }

  private static long edge(int first, int bucket) {
    return Math.round(Math.pow(10, first + (double) bucket / BUCKETS_PER_DECADE));
  }
}
