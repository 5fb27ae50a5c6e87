// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.report;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** Two results side by side. */
public final class Comparison {

  private static final String ROW = "  %-26s %12s %12s %8s%n";
  private static final double PERCENT = 100;

  private final LoadResult before;
  private final LoadResult after;

  public Comparison(LoadResult before, LoadResult after) {
    this.before = before;
    this.after = after;
  }

  /** Prints figures of both, and what else is different. */
  public void print(PrintWriter out) {
    out.printf("A  %s, %s%n", before.server(), before.startedAt());
    out.printf("B  %s, %s%n", after.server(), after.startedAt());
    differences().forEach(line -> out.println("   " + line));
    for (String name : operations()) {
      operation(
          Objects.requireNonNull(before.operations().get(name)),
          Objects.requireNonNull(after.operations().get(name)),
          out);
    }
    warn("A", before, out);
    warn("B", after, out);
    out.flush();
  }

  /** Returns what both have, in the order of the first. */
  private List<String> operations() {
    return before.operations().keySet().stream().filter(after.operations()::containsKey).toList();
  }

  private List<String> differences() {
    var names = new TreeSet<>(before.settings().keySet());
    names.addAll(after.settings().keySet());
    names.remove("out");
    var lines = new ArrayList<String>();
    for (String name : names) {
      String one = before.settings().getOrDefault(name, "not given");
      String other = after.settings().getOrDefault(name, "not given");
      if (!one.equals(other)) {
        lines.add("--%s: %s, %s".formatted(name, one, other));
      }
    }
    if (!before.machine().equals(after.machine())) {
      lines.add("not on the same machine or JDK: ratios say little");
    }
    return lines;
  }

  private static void operation(OperationResult one, OperationResult other, PrintWriter out) {
    out.println();
    out.printf(ROW, one.title(), "A", "B", "B/A");
    row("per second", one.perSecond(), other.perSecond(), out);
    row("failed", (double) one.failed(), (double) other.failed(), out);
    row("p50 ms", one.latency().p50(), other.latency().p50(), out);
    row("p90 ms", one.latency().p90(), other.latency().p90(), out);
    row("p99 ms", one.latency().p99(), other.latency().p99(), out);
    row("p99.9 ms", one.latency().p999(), other.latency().p999(), out);
    row("max ms", one.latency().max(), other.latency().max(), out);
  }

  private static void row(String what, double one, double other, PrintWriter out) {
    String ratio = one == 0 ? "" : "%.2f".formatted(other / one);
    out.printf(ROW, what, "%,.2f".formatted(one), "%,.2f".formatted(other), ratio);
  }

  private static void warn(String name, LoadResult result, PrintWriter out) {
    if (!result.selfCheck().keptUp()) {
      out.printf("%n%s: %s%n", name, result.selfCheck().verdict());
    }
  }

  /**
   * Returns whether the second is worse than the first, and prints in what.
   *
   * @param percent by how much p99 may be higher, and how many percentage points more may fail
   */
  public boolean isWorse(double percent, PrintWriter out) {
    var worse = new ArrayList<String>();
    for (Map.Entry<String, OperationResult> entry : before.operations().entrySet()) {
      OperationResult other = after.operations().get(entry.getKey());
      if (other == null) {
        worse.add(entry.getValue().title() + " is missing");
      } else {
        judge(entry.getValue(), other, percent, worse);
      }
    }
    out.println();
    out.println(
        worse.isEmpty()
            ? "Not worse by more than %s %%.".formatted(percent)
            : "Worse: " + String.join("; ", worse) + ".");
    out.flush();
    return !worse.isEmpty();
  }

  private static void judge(
      OperationResult one, OperationResult other, double percent, List<String> worse) {
    double p99 = one.latency().p99();
    if (other.latency().p99() > p99 * (1 + percent / PERCENT)) {
      worse.add("%s p99 %.1f ms, was %.1f ms".formatted(one.title(), other.latency().p99(), p99));
    }
    double failed = failedPercent(other) - failedPercent(one);
    if (failed > percent) {
      worse.add("%s failed %.1f %% more".formatted(one.title(), failed));
    }
  }

  private static double failedPercent(OperationResult result) {
    return PERCENT * result.failed() / Math.max(1, result.failed() + result.count());
  }
}
