// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.report;

import io.fleetauth.load.measure.OperationFigures;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What came of one operation in the measured time.
 *
 * @param count successes
 * @param failed failures
 * @param perSecond successes for each second of the measured time
 * @param latency from when it was due until it had succeeded
 * @param service from when it was sent until it had succeeded
 * @param errors the failures by kind, the most frequent first
 * @param histogram of the latency in microseconds: HdrHistogram, compressed V2, in base64
 */
public record OperationResult(
    String title,
    boolean request,
    long count,
    long failed,
    double perSecond,
    Percentiles latency,
    Percentiles service,
    Map<String, ErrorResult> errors,
    String histogram) {

  /** Failures of one kind. */
  public record ErrorResult(long count, Percentiles latency) {}

  /** Reads what was seen in so many seconds. */
  public static OperationResult of(
      String title, boolean request, OperationFigures seen, double seconds) {
    var errors = new LinkedHashMap<String, ErrorResult>();
    seen.errors().entrySet().stream()
        .sorted((a, b) -> Long.compare(b.getValue().getTotalCount(), a.getValue().getTotalCount()))
        .forEach(
            error ->
                errors.put(
                    error.getKey(),
                    new ErrorResult(
                        error.getValue().getTotalCount(), Percentiles.of(error.getValue()))));
    long count = seen.latency().getTotalCount();
    return new OperationResult(
        title,
        request,
        count,
        seen.failures(),
        Math.round(count / seconds * 100) / 100.0,
        Percentiles.of(seen.latency()),
        Percentiles.of(seen.service()),
        errors,
        Histograms.encoded(seen.latency()));
  }
}
