// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.measure;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Latencies and failures of one operation, in microseconds. Any thread records; one thread at a
 * time takes what was recorded since it last did.
 */
public final class OperationFigures {

  static final long LONGEST_MICROS = 3_600_000_000L;

  private static final int DIGITS = 3;

  private final Recorder recent = new Recorder(LONGEST_MICROS, DIGITS);
  private final Histogram latency = new Histogram(LONGEST_MICROS, DIGITS);
  private final Histogram service = new ConcurrentHistogram(LONGEST_MICROS, DIGITS);
  private final Map<String, Histogram> errors = new ConcurrentHashMap<>();
  private final LongAdder failed = new LongAdder();
  private Histogram taken = recent.getIntervalHistogram();

  void success(long latencyMicros, long serviceMicros) {
    recent.recordValue(within(latencyMicros));
    service.recordValue(within(serviceMicros));
  }

  void failure(String kind, long latencyMicros) {
    failed.increment();
    errors
        .computeIfAbsent(kind, any -> new ConcurrentHistogram(LONGEST_MICROS, 2))
        .recordValue(within(latencyMicros));
  }

  private static long within(long micros) {
    return Math.max(0, Math.min(micros, LONGEST_MICROS));
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
