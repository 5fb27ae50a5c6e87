// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetauth.load.report.LoadResult;
import io.fleetauth.load.report.OperationResult;
import io.fleetauth.load.report.OperationResult.ErrorResult;
import io.fleetauth.load.report.Percentiles;
import io.fleetauth.load.report.SelfCheck;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a result as one page of HTML. */
public final class HtmlReport {

  private static final String FRAME =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>%s</title>
      <style>
      %s</style>
      </head>
      <body>
      <main>
      %s</main>
      </body>
      </html>
      """;

  private final LoadResult result;
  private final StringBuilder body = new StringBuilder();

  private HtmlReport(LoadResult result) {
    this.result = result;
  }

  /** Returns the page; reads its style sheet from the jar. */
  public static String of(LoadResult result) throws IOException {
    return new HtmlReport(result).page();
  }

  private String page() throws IOException {
    String scenario = result.settings().getOrDefault("scenario", "run");
    String title = "Load: " + scenario + " at " + result.server();
    head(scenario);
    selfCheck();
    operations();
    errors();
    charts();
    drift();
    settings();
    return FRAME.formatted(Text.escape(title), style(), body);
  }

  private static String style() throws IOException {
    try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IOException("the jar lacks report.css");
      }
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private void head(String scenario) {
    body.append(
        Text.format(
            "<h1>%s</h1>\n<p class=\"sub\">%s, %s<br>%s, %,d arrivals in %.1f s%s%s</p>\n",
            Text.escape(scenario),
            Text.escape(result.server()),
            Text.escape(result.kind()),
            Text.escape(result.startedAt().replace('T', ' ').replace("Z", " UTC")),
            result.arrivals(),
            result.seconds(),
            result.fleet() == 0 ? "" : Text.format(", %,d devices signed in", result.fleet()),
            result.interrupted() ? ", interrupted" : ""));
  }

  private void selfCheck() {
    SelfCheck check = result.selfCheck();
    body.append(
        Text.format(
            "<div class=\"verdict %s\"><strong>%s</strong>%s<br>Arrivals were started late by %.1f ms"
                + " (p99), waited %.1f ms for a connection (p99); the harness used %.2f and the"
                + " machine %.2f of %d cores.%s</div>\n",
            check.keptUp() ? "good" : "bad",
            Text.escape(check.verdict()),
            notes(check),
            check.lateness().p99(),
            check.connectionWait().p99(),
            check.ownCpu(),
            check.machineCpu(),
            check.processors(),
            result.unfinished() == 0
                ? ""
                : Text.format(" %,d arrivals had not ended.", result.unfinished())));
  }

  private static String notes(SelfCheck check) {
    return check.notes().stream()
        .map(note -> "<br>Note: " + Text.escape(note) + ".")
        .collect(Collectors.joining());
  }

  private void operations() {
    table(
        List.of(
            "operation",
            "succeeded",
            "failed",
            "per s",
            "p50",
            "p90",
            "p99",
            "p99.9",
            "max",
            "service p50",
            "service p99"),
        result.operations().values().stream().map(HtmlReport::cells).toList());
    body.append(
        "<p class=\"hint\">Milliseconds. Latency counts from the moment an operation was due, service"
            + " time from when its request was sent.</p>\n");
  }

  private static List<String> cells(OperationResult operation) {
    Percentiles latency = operation.latency();
    Percentiles service = operation.service();
    return List.of(
        operation.title(),
        Text.format("%,d", operation.count()),
        Text.format("%,d", operation.failed()),
        Text.format("%,.1f", operation.perSecond()),
        Text.format("%,.1f", latency.p50()),
        Text.format("%,.1f", latency.p90()),
        Text.format("%,.1f", latency.p99()),
        Text.format("%,.1f", latency.p999()),
        Text.format("%,.1f", latency.max()),
        operation.request() ? Text.format("%,.1f", service.p50()) : "",
        operation.request() ? Text.format("%,.1f", service.p99()) : "");
  }

  private void errors() {
    List<List<String>> rows =
        result.operations().values().stream()
            .flatMap(
                operation ->
                    operation.errors().entrySet().stream().map(error -> cells(operation, error)))
            .toList();
    if (rows.isEmpty()) {
      return;
    }
    body.append("<h2>Failures</h2>\n");
    table(List.of("operation", "what", "count", "p50", "p99", "max"), rows);
  }

  private static List<String> cells(
      OperationResult operation, Map.Entry<String, ErrorResult> error) {
    Percentiles latency = error.getValue().latency();
    return List.of(
        operation.title(),
        error.getKey(),
        Text.format("%,d", error.getValue().count()),
        Text.format("%,.1f", latency.p50()),
        Text.format("%,.1f", latency.p99()),
        Text.format("%,.1f", latency.max()));
  }

  private void table(List<String> head, List<List<String>> rows) {
    body.append("<div class=\"wide\"><table><thead><tr>");
    head.forEach(cell -> body.append("<th>").append(Text.escape(cell)).append("</th>"));
    body.append("</tr></thead><tbody>\n");
    for (List<String> row : rows) {
      body.append("<tr>");
      row.forEach(cell -> body.append("<td>").append(Text.escape(cell)).append("</td>"));
      body.append("</tr>\n");
    }
    body.append("</tbody></table></div>\n");
  }

  private void charts() {
    body.append("<div class=\"charts\">\n");
    new Charts(result).all().forEach(chart -> body.append(Plot.of(chart)));
    body.append("</div>\n");
  }

  private void drift() {
    if (!result.drift().isEmpty()) {
      body.append("<h2>Server, first to last quarter</h2>\n");
      table(
          List.of("what", "change"),
          result.drift().stream().map(drift -> List.of(drift.what(), drift.text())).toList());
    }
  }

  private void settings() {
    body.append("<h2>Settings</h2>\n<dl>\n");
    result.settings().forEach(this::setting);
    setting("machine", result.machine().system());
    setting(
        "size",
        Text.format("%d cores, %,d MiB", result.machine().processors(), result.machine().memory()));
    setting("java", result.machine().java());
    body.append("</dl>\n");
  }

  private void setting(String name, String value) {
    body.append(
        "<div><dt>" + Text.escape(name) + "</dt><dd>" + Text.escape(value) + "</dd></div>\n");
  }
}
