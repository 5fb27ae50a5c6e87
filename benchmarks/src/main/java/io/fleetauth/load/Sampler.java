// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load;

import io.fleetauth.load.measure.Measurements;
import io.fleetauth.load.measure.Operation;
import io.fleetauth.load.measure.OperationFigures;
import io.fleetauth.load.probe.Processors;
import io.fleetauth.load.report.Percentiles;
import io.fleetauth.load.report.Second;
import io.fleetauth.load.report.Second.OperationSecond;
import io.fleetauth.load.report.ServerSample;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Takes what was seen since the last second. For one thread at a time. */
final class Sampler {

  private final Measurements seen;
  private final Processors processors;
  private final Map<Operation, Long> failures = new EnumMap<>(Operation.class);
  private long dropped;

  Sampler(Measurements seen, Processors processors) {
    this.seen = seen;
    this.processors = processors;
  }

  /**
   * @param at seconds since the measured time began
   */
  Second take(double at, @Nullable ServerSample server) {
    var operations = new LinkedHashMap<String, OperationSecond>();
    for (Operation operation : Operation.values()) {
      OperationSecond second = second(operation);
      if (second.count() + second.failed() > 0) {
        operations.put(operation.key(), second);
      }
    }
    long allDropped = seen.droppedCount();
    long newlyDropped = allDropped - dropped;
    dropped = allDropped;
    return new Second(
        at,
        seen.inFlight(),
        newlyDropped,
        rounded(processors.own()),
        rounded(processors.machine()),
        server,
        operations);
  }

  private OperationSecond second(Operation operation) {
    OperationFigures figures = seen.of(operation);
    Histogram recent = figures.takeRecent();
    long all = figures.failures();
    Long before = failures.put(operation, all);
    Percentiles latency = Percentiles.of(recent);
    return new OperationSecond(
        recent.getTotalCount(),
        all - (before == null ? 0 : before),
        latency.p50(),
        latency.p99(),
        latency.max());
  }

  private static double rounded(double cores) {
    return Math.round(cores * 100) / 100.0;
  }
}
