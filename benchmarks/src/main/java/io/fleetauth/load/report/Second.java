// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.report;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One second of the measured time.
 *
 * @param at its end, in seconds since the measured time began
 * @param dropped arrivals of this second that the harness did not start
 * @param ownCpu cores that the harness used
 * @param machineCpu cores that all processes used
 * @param server what the server used; null when that can not be seen
 */
public record Second(
    double at,
    long inFlight,
    long dropped,
    double ownCpu,
    double machineCpu,
    @Nullable ServerSample server,
    Map<String, OperationSecond> operations) {

  /** What one operation did; milliseconds. */
  public record OperationSecond(long count, long failed, double p50, double p99, double max) {}
}
