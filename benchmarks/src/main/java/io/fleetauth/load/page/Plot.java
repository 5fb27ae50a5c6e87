// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.page;

import io.fleetauth.load.page.Chart.Line;
import io.fleetauth.load.page.Chart.Point;
import io.fleetauth.load.page.Chart.Tick;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Draws a chart as SVG, with its title and names in HTML around it. */
final class Plot {

  private static final double WIDTH = 480;
  private static final double HEIGHT = 230;
  private static final double LEFT = 52;
  private static final double RIGHT = 472;
  private static final double TOP = 10;
  private static final double BOTTOM = 192;
  private static final double LEAST = 0.001;
  private static final double ROOM_OF_A_NAME = 15;

  private final Chart chart;
  private final Axis across;
  private final Axis up;
  private final StringBuilder svg = new StringBuilder();

  private Plot(Chart chart) {
    this.chart = chart;
    double mostX = values().map(Point::x).reduce(0.0, Math::max);
    this.across =
        chart.ticks().isEmpty()
            ? new Axis(0, Math.max(chart.length(), mostX), LEFT, RIGHT, false)
            : new Axis(0, chart.ticks().get(chart.ticks().size() - 1).x(), LEFT, RIGHT, false);
    double most = ys().max().orElse(1);
    double least = ys().filter(y -> y > 0).min().orElse(1);
    this.up =
        chart.logarithmic()
            ? Axis.logarithmic(Math.max(LEAST, least), Math.max(LEAST, most), BOTTOM, TOP)
            : Axis.linear(most, BOTTOM, TOP);
  }

  private Stream<Point> values() {
    return chart.lines().stream().flatMap(line -> line.points().stream());
  }

  private DoubleStream ys() {
    return values().mapToDouble(Point::y);
  }

  /** Returns a {@code figure} element. */
  static String of(Chart chart) {
    return new Plot(chart).figure();
  }

  private String figure() {
    String names =
        chart.lines().size() < 2 && !chart.lines().get(0).bars()
            ? ""
            : String.join("", chart.lines().stream().map(Plot::name).toList());
    return "<figure><figcaption>%s<span class=\"names\">%s</span></figcaption>%s</figure>\n"
        .formatted(Text.escape(chart.title()), names, svg());
  }

  private static String name(Line line) {
    return "<span><i class=\"c%d%s\"></i>%s</span>"
        .formatted(line.colour(), line.dashed() ? " dashed" : "", Text.escape(line.name()));
  }

  private String svg() {
    svg.append(
        Text.format(
            "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">",
            WIDTH, HEIGHT, Text.escape(chart.title())));
    grid();
    for (Line line : chart.lines()) {
      if (line.bars()) {
        bars(line);
      } else {
        line(line);
      }
    }
    return svg.append("</svg>").toString();
  }

  private void grid() {
    for (double tick : up.ticks()) {
      double y = up.at(tick);
      svg.append(Text.format("<path class=\"grid\" d=\"M%.1f %.1fH%.1f\"/>", LEFT, y, RIGHT));
      text(LEFT - 6, y + 4, "end", Text.number(tick));
    }
    List<Tick> ticks =
        chart.ticks().isEmpty()
            ? Axis.linear(across.max(), LEFT, RIGHT).ticks().stream()
                .filter(tick -> tick <= across.max())
                .map(tick -> new Tick(tick, Text.number(tick)))
                .toList()
            : chart.ticks();
    for (Tick tick : ticks) {
      double x = across.at(tick.x());
      text(x, BOTTOM + 16, x > RIGHT - ROOM_OF_A_NAME ? "end" : "middle", tick.name());
    }
    text((LEFT + RIGHT) / 2, BOTTOM + 33, "middle", chart.across());
  }

  private void text(double x, double y, String anchor, String text) {
    svg.append(
        Text.format(
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
            x, y, anchor, Text.escape(text)));
  }

  private void line(Line line) {
    if (line.points().isEmpty()) {
      return;
    }
    var path = new StringBuilder("M");
    for (Point point : line.points()) {
      if (path.length() > 1) {
        path.append('L');
      }
      path.append(Text.format("%.1f %.1f", across.at(point.x()), up.at(point.y())));
    }
    svg.append(
        Text.format(
            "<path class=\"line c%d%s\" d=\"%s\"/>",
            line.colour(), line.dashed() ? " dashed" : "", path));
  }

  private void bars(Line line) {
    for (Point point : line.points()) {
      double x = across.at(point.x());
      double width = Math.max(1, across.at(point.x() + 1) - x - 1);
      double y = up.at(point.y());
      svg.append(
          Text.format(
              "<rect class=\"bar c%d\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
              line.colour(), x, y, width, BOTTOM - y));
    }
  }
}
