// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load;

import io.fleetauth.load.measure.Operation;
import io.fleetauth.load.report.Second;
import java.io.PrintWriter;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells how a run goes, in a line each second. */
final class Progress {

  /** A longer line would wrap, and could not be written over. */
  private static final int WIDTH = 118;

  private final PrintWriter out;
  private final boolean terminal;

  /**
   * @param terminal whether a line can be written over
   */
  Progress(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Tells something that stays. */
  void line(String text) {
    if (terminal) {
      out.print("\r\u001b[K");
    }
    out.println(text);
    out.flush();
  }

  /** Tells something that the next line replaces on a terminal. */
  void passing(String text) {
    if (terminal) {
      out.print("\r\u001b[K" + text.substring(0, Math.min(WIDTH, text.length())));
    } else {
      out.println(text);
    }
    out.flush();
  }

  void second(boolean measured, Second second) {
    String operations =
        second.operations().entrySet().stream()
            .filter(entry -> !terminal || Operation.isArrival(entry.getKey()))
            .map(Progress::operation)
            .collect(Collectors.joining(" | "));
    String dropped = second.dropped() == 0 ? "" : "  dropped %,d".formatted(second.dropped());
    passing(
        "%s %5.0f s  in flight %,d%s  %s"
            .formatted(
                measured ? "measured" : "warm-up ",
                Math.abs(second.at()),
                second.inFlight(),
                dropped,
                operations));
  }

  private static String operation(Map.Entry<String, Second.OperationSecond> entry) {
    Second.OperationSecond second = entry.getValue();
    String failed = second.failed() == 0 ? "" : " failed %,d".formatted(second.failed());
    return "%s %,d/s p50 %.1f p99 %.1f ms%s"
        .formatted(entry.getKey(), second.count(), second.p50(), second.p99(), failed);
  }
}
