// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.report;

import io.fleetauth.load.measure.Measurements;
import io.fleetauth.load.measure.Operation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** Small results for tests. */
public final class ResultsOf {

  private ResultsOf() {}

  /** Returns a result of refreshes that took 1 to 100 times {@code millis}, and some failures. */
  public static LoadResult refreshes(double millis, int failures) {
    var now = new AtomicLong();
    var seen = new Measurements(now::get);
    for (int i = 1; i <= 100; i++) {
      now.set((long) (i * millis * 1_000_000));
      seen.success(Operation.REFRESH, 0, 0);
    }
    for (int i = 0; i < failures; i++) {
      seen.failure(Operation.REFRESH, "HTTP 503 <b>", 0);
    }
    seen.of(Operation.REFRESH).takeRecent();
    OperationResult refresh = OperationResult.of("refresh", true, seen.of(Operation.REFRESH), 10);
    var second = new Second.OperationSecond(100, failures, 1, 2, 3);
    var sample = new ServerSample(5e7, 1e8, 12.0, null, 0.4);
    var quick = new Percentiles(0, 0.1, 0.1, 0.2, 0.3, 0.4, 0.5);
    return new LoadResult(
        LoadResult.SCHEMA,
        "fleetauth load",
        "2026-11-28T00:00:00Z",
        "https://id.example.com/<lab>",
        "OAuth server",
        new TreeMap<>(Map.of("scenario", "refresh", "rate", "10/s")),
        new Machine("Linux", 2, 1024, "17"),
        10,
        false,
        100 + failures,
        0,
        5,
        SelfCheck.of(quick, quick, 0.1, 0.2, 2, Map.of(), false),
        Map.of("refresh", refresh),
        List.of(new Drift("open files", "", 12, 13)),
        List.of(
            new Second(1, 0, 0, 0.1, 0.2, null, Map.of("refresh", second)),
            new Second(2, 0, 0, 0.1, 0.2, sample, Map.of("refresh", second))));
  }
}
