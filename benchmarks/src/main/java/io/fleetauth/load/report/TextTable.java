// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.report;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** A result for the terminal. */
public final class TextTable {

  private static final String HEAD = "%-22s %9s %8s %9s %9s %9s %9s %9s %9s%n";

  private TextTable() {}

  public static void print(LoadResult result, PrintWriter out) {
    out.println();
    out.printf("%s, %s%n", result.server(), result.kind());
    out.printf(
        "%,d arrivals in %.1f s%s%s%n",
        result.arrivals(),
        result.seconds(),
        result.fleet() == 0 ? "" : ", %,d devices signed in before".formatted(result.fleet()),
        result.interrupted() ? ", interrupted" : "");
    out.println();
    out.printf(
        HEAD, "latency in ms", "count", "failed", "per s", "p50", "p90", "p99", "p99.9", "max");
    result.operations().values().forEach(operation -> latency(operation, out));
    List<OperationResult> requests =
        result.operations().values().stream().filter(OperationResult::request).toList();
    out.println();
    out.printf(HEAD, "service time in ms", "", "", "", "p50", "p90", "p99", "p99.9", "max");
    requests.forEach(operation -> row(operation.title(), "", "", "", operation.service(), out));
    result.operations().values().forEach(operation -> errors(operation, out));
    drift(result, out);
    selfCheck(result, out);
    out.flush();
  }

  private static void latency(OperationResult operation, PrintWriter out) {
    row(
        operation.title(),
        "%,d".formatted(operation.count()),
        "%,d".formatted(operation.failed()),
        "%,.1f".formatted(operation.perSecond()),
        operation.latency(),
        out);
  }

  private static void row(
      String title, String count, String failed, String rate, Percentiles times, PrintWriter out) {
    out.printf(
        "%-22s %9s %8s %9s %,9.1f %,9.1f %,9.1f %,9.1f %,9.1f%n",
        title,
        count,
        failed,
        rate,
        times.p50(),
        times.p90(),
        times.p99(),
        times.p999(),
        times.max());
  }

  private static void errors(OperationResult operation, PrintWriter out) {
    for (Map.Entry<String, OperationResult.ErrorResult> error : operation.errors().entrySet()) {
      out.printf(
          "%nfailed: %s, %s: %,d, p50 %,.1f ms, p99 %,.1f ms",
          operation.title(),
          error.getKey(),
          error.getValue().count(),
          error.getValue().latency().p50(),
          error.getValue().latency().p99());
    }
    if (!operation.errors().isEmpty()) {
      out.println();
    }
  }

  private static void drift(LoadResult result, PrintWriter out) {
    if (!result.drift().isEmpty()) {
      out.printf("%nserver, first to last quarter of the run%n");
      result.drift().forEach(drift -> out.printf("  %-24s %s%n", drift.what(), drift.text()));
    }
  }

  private static void selfCheck(LoadResult result, PrintWriter out) {
    SelfCheck check = result.selfCheck();
    out.printf(
        "%nself-check: started late p99 %.1f ms, waited for a connection p99 %.1f ms, harness %.2f of"
            + " %d cores, machine %.2f%n",
        check.lateness().p99(),
        check.connectionWait().p99(),
        check.ownCpu(),
        check.processors(),
        check.machineCpu());
    if (result.unfinished() > 0) {
      out.printf("%,d arrivals had not ended%n", result.unfinished());
    }
    out.println(check.verdict());
    check.notes().forEach(note -> out.println("Note: " + note + "."));
  }
}
