// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load;

import io.fleetauth.load.client.Target;
import io.fleetauth.load.measure.Measurements;
import io.fleetauth.load.measure.Operation;
import io.fleetauth.load.measure.OperationFigures;
import io.fleetauth.load.probe.Processors;
import io.fleetauth.load.report.Drift;
import io.fleetauth.load.report.LoadResult;
import io.fleetauth.load.report.Machine;
import io.fleetauth.load.report.OperationResult;
import io.fleetauth.load.report.Percentiles;
import io.fleetauth.load.report.Second;
import io.fleetauth.load.report.SelfCheck;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** Makes the result of a run that is over. */
final class Results {

  private final Settings settings;
  private final Target target;
  private final Instant startedAt;
  private final Map<String, String> told;

  Results(Settings settings, Target target, Instant startedAt, Map<String, String> told) {
    this.settings = settings;
    this.target = target;
    this.startedAt = startedAt;
    this.told = told;
  }

  /**
   * @param waits for connections, in microseconds
   * @param fleet how many devices were signed in before
   */
  LoadResult of(Execution execution, Histogram waits, int fleet) {
    Measurements measured = execution.measured();
    List<Second> series = execution.series();
    int processors = Runtime.getRuntime().availableProcessors();
    SelfCheck check =
        SelfCheck.of(
            Percentiles.of(execution.lateness()),
            Percentiles.of(waits),
            mean(series, Second::ownCpu),
            mean(series, Second::machineCpu),
            processors,
            measured.drops(),
            isHere(target.token().getHost()));
    return new LoadResult(
        LoadResult.SCHEMA,
        "fleetauth load",
        startedAt.truncatedTo(ChronoUnit.SECONDS).toString(),
        target.issuer(),
        target.isGateway() ? "gateway" : "OAuth server",
        told,
        Machine.here(Processors.memory()),
        Math.round(execution.measuredSeconds() * 1000) / 1000.0,
        execution.interrupted(),
        measured.startedCount(),
        measured.inFlight(),
        fleet,
        check,
        operations(measured, execution.measuredSeconds()),
        settings.scenario() == Scenario.SOAK ? Drift.of(series) : List.of(),
        series);
  }

  private static Map<String, OperationResult> operations(Measurements seen, double seconds) {
    var all = new LinkedHashMap<String, OperationResult>();
    for (Operation operation : Operation.values()) {
      OperationFigures figures = seen.of(operation);
      if (figures.latency().getTotalCount() + figures.failures() > 0) {
        all.put(
            operation.key(),
            OperationResult.of(operation.title(), operation.isRequest(), figures, seconds));
      }
    }
    return all;
  }

  private static double mean(List<Second> series, ToDoubleFunction<Second> figure) {
    double mean = series.stream().mapToDouble(figure).average().orElse(0);
    return Math.round(mean * 100) / 100.0;
  }

  private static boolean isHere(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
