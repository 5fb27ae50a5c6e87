// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.report;

import java.util.List;
import java.util.Map;

/**
 * What a run came to, as it is kept in JSON.
 *
 * @param schema version of this form
 * @param startedAt when the measured time began, ISO 8601
 * @param server its issuer
 * @param kind gateway or OAuth server
 * @param settings all options in force, without secrets
 * @param seconds how long was measured
 * @param interrupted whether the user ended it
 * @param arrivals that were started in the measured time
 * @param unfinished arrivals that had not ended when the result was made
 * @param fleet devices that were signed in before; 0 when none were needed
 * @param operations by name
 * @param drift what the server used up over the run; empty when that was not seen
 */
public record LoadResult(
    int schema,
    String version,
    String startedAt,
    String server,
    String kind,
    Map<String, String> settings,
    Machine machine,
    double seconds,
    boolean interrupted,
    long arrivals,
    long unfinished,
    int fleet,
    SelfCheck selfCheck,
    Map<String, OperationResult> operations,
    List<Drift> drift,
    List<Second> series) {

  /** The version that is written. */
  public static final int SCHEMA = 1;

  /** Returns how many operations failed, sign-ins as a whole left out: their steps count. */
  public long failed() {
    return operations.values().stream()
        .filter(OperationResult::request)
        .mapToLong(OperationResult::failed)
        .sum();
  }
}
