// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.measure;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Latencies and failures of one operation, in {@link Micros}. Any thread records; one thread at a
 * time takes what was recorded since it last did.
 */
public final class OperationFigures {

  private final Recorder recent = Micros.recorder();
  private final Histogram latency = Micros.histogram();
  private final Histogram service = Micros.histogram();
  private final Map<String, Histogram> errors = new ConcurrentHashMap<>();
  private final LongAdder failed = new LongAdder();
  private Histogram taken = recent.getIntervalHistogram();

  void success(long latencyNanos, long serviceNanos) {
    recent.recordValue(Micros.of(latencyNanos));
    service.recordValue(Micros.of(serviceNanos));
  }

  void failure(String kind, long latencyNanos) {
    failed.increment();
    errors.computeIfAbsent(kind, any -> Micros.histogram()).recordValue(Micros.of(latencyNanos));
  }

  /** Returns what succeeded since the last call; good until the next one. */
  public Histogram takeRecent() {
    taken = recent.getIntervalHistogram(taken);
    latency.add(taken);
    return taken;
  }

  /** Returns from when it was due until it had succeeded; what {@link #takeRecent} has taken. */
  public Histogram latency() {
    return latency;
  }

  /** Returns from when it was sent until it had succeeded. */
  public Histogram service() {
    return service;
  }

  public long failures() {
    return failed.sum();
  }

  /** Returns how long failures took, by kind, each from when it was due. */
  public Map<String, Histogram> errors() {
    return new TreeMap<>(errors);
  }
}
