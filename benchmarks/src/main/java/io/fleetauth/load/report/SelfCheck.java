// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether the harness kept up, so that the figures are the server's.
 *
 * @param lateness how late arrivals were started, in milliseconds
 * @param connectionWait how long requests waited for a connection, in milliseconds
 * @param ownCpu cores that the harness used, on average
 * @param machineCpu cores that all processes used, on average
 * @param processors cores of the machine
 * @param drops arrivals that were not started, by reason
 * @param limits what makes the harness the limit; empty when it was not
 * @param notes what else to know when reading the figures
 */
public record SelfCheck(
    Percentiles lateness,
    Percentiles connectionWait,
    double ownCpu,
    double machineCpu,
    int processors,
    Map<String, Long> drops,
    List<String> limits,
    List<String> notes) {

  private static final double LATE_MILLIS = 10;
  private static final double WAIT_MILLIS = 10;
  private static final double BUSY = 0.85;
  private static final double FULL = 0.95;

  /** Judges the figures. */
  public static SelfCheck of(
      Percentiles lateness,
      Percentiles connectionWait,
      double ownCpu,
      double machineCpu,
      int processors,
      Map<String, Long> drops,
      boolean sameMachine) {
    var limits = new ArrayList<String>();
    var notes = new ArrayList<String>();
    if (lateness.p99() > LATE_MILLIS) {
      limits.add(
          "arrivals were started late: p99 %.1f ms, above %.0f ms"
              .formatted(lateness.p99(), LATE_MILLIS));
    }
    if (ownCpu > BUSY * processors) {
      limits.add("the harness used %.1f of %d cores".formatted(ownCpu, processors));
    }
    drops.forEach(
        (why, count) -> limits.add("%,d arrivals were dropped: %s".formatted(count, why)));
    if (connectionWait.p99() > WAIT_MILLIS) {
      limits.add(
          "requests waited for a connection: p99 %.1f ms; raise --connections"
              .formatted(connectionWait.p99()));
    }
    if (sameMachine && machineCpu > FULL * processors) {
      notes.add(
          "harness and server shared all %d cores of this machine (harness %.1f): with a machine of"
                  .formatted(processors, ownCpu)
              + " its own the server does better");
    }
    return new SelfCheck(
        lateness,
        connectionWait,
        ownCpu,
        machineCpu,
        processors,
        Map.copyOf(drops),
        List.copyOf(limits),
        List.copyOf(notes));
  }

  /** Returns whether the figures are the server's. */
  public boolean keptUp() {
    return limits.isEmpty();
  }

  /** Returns the judgement as a sentence. */
  public String verdict() {
    return keptUp()
        ? "The harness kept up: the figures are the server's."
        : "The harness, not the server, was the limit: " + String.join("; ", limits) + ".";
  }
}
