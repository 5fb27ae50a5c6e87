// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import io.fleetauth.chaos.Counts.Entry;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Prints how a run goes and what it came to. */
final class ChaosReport {

  private static final int MOST_HISTORIES = 3;

  private final PrintStream out;
  private final boolean terminal;

  /**
   * @param terminal whether a line can be written over
   */
  ChaosReport(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  void line(String text) {
    out.println(text);
  }

  /** Prints a line that the next one replaces on a terminal. */
  void progress(String text) {
    if (terminal) {
      out.print("\r\u001b[K" + text);
    } else {
      out.println(text);
    }
    out.flush();
  }

  void table(Plan plan, FleetContext fleet, Verdict verdict, Duration took) {
    if (terminal) {
      out.println();
    }
    Counts counts = fleet.counts();
    out.println();
    for (FaultKind kind : FaultKind.values()) {
      long count = fleet.faults().count(kind);
      if (count > 0) {
        Long longest = fleet.recoveries().get(kind);
        String slowest =
            longest == null
                ? "nobody noticed"
                : "longest without answer %.1f s".formatted(longest / 1000.0);
        out.printf("%-46s %,12d   %s%n", "faults: " + kind.title, count, slowest);
      }
    }
    row("sessions", plan.sessions());
    row("pending sign-ins at the first fault", plan.pending());
    for (Entry entry : Entry.values()) {
      row(words(entry.name()), counts.of(entry));
    }
    for (String name :
        List.of(
            "device_codes",
            "polls",
            "early_polls",
            "redemptions",
            "refreshes",
            "grace_hits",
            "reuses",
            "families_revoked")) {
      row("authority: " + words(name), verdict.ledger(name));
    }
    row("gateways: lost answers reported", verdict.reported().size());
    counts.errors().forEach((kind, count) -> row("failed, tried again: " + kind, count));
    if (counts.adoptions() > 0) {
      row("sign-ins of a dead process polled again", counts.adoptions());
      row("  within (p50, ms)", counts.adoption(0.5));
      row("  within (p99, ms)", counts.adoption(0.99));
    }
    out.printf("%-46s %,12.0f%n", "seconds", took.toMillis() / 1000.0);
    out.println();
    for (Verdict.Promise promise : verdict.promises()) {
      String detail = promise.detail().isEmpty() ? "" : ": " + promise.detail();
      out.println((promise.kept() ? "kept    " : "BROKEN  ") + promise.what() + detail);
    }
  }

  private static String words(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private void row(String what, long count) {
    out.printf("%-46s %,12d%n", what, count);
  }

  /** Prints what happened to the devices for which a promise was broken. */
  void histories(Fleet fleet, FaultLog faults, Verdict verdict) {
    Set<String> silent = verdict.silent();
    fleet.devices().stream()
        .filter(device -> device.isViolated() || silent.contains(device.name()))
        .limit(MOST_HISTORIES)
        .forEach(device -> history(device, faults));
  }

  private void history(Device device, FaultLog faults) {
    out.println();
    out.println("History of " + device.name() + ":");
    List<String> all = new ArrayList<>(device.history());
    faults.between(0, Long.MAX_VALUE).forEach(fault -> all.add(fault.text()));
    String first = device.history().stream().findFirst().orElse("");
    all.stream().sorted().filter(line -> line.compareTo(first) >= 0).forEach(out::println);
  }

  /** Prints the counts of the authority and the devices in one line. */
  static String progress(
      Duration since, int done, int planned, Fleet fleet, Counts counts, Map<String, Long> ledger) {
    long errors = counts.errors().values().stream().mapToLong(Long::longValue).sum();
    return "%5d s  faults %d/%d  signed in %,d  reads %,d  errors %,d  lost %d  refreshes %,d  grace hits %d  reuses %d"
        .formatted(
            since.toSeconds(),
            done,
            planned,
            fleet.signedIn(),
            counts.of(Entry.READS),
            errors,
            counts.of(Entry.SESSIONS_LOST),
            ledger.getOrDefault("refreshes", 0L),
            ledger.getOrDefault("grace_hits", 0L),
            ledger.getOrDefault("reuses", 0L));
  }
}
