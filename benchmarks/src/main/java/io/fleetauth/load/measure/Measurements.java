// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.measure;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** All that was seen in one phase of a run. Thread-safe. */
public final class Measurements {

  private final Map<Operation, OperationFigures> figures = new EnumMap<>(Operation.class);
  private final LongSupplier nanos;
  private final LongAdder started = new LongAdder();
  private final Map<String, LongAdder> dropped = new ConcurrentHashMap<>();
  private final LongAdder ended = new LongAdder();
  private volatile boolean closed;

  /**
   * @param nanos the clock by which moments are told
   */
  public Measurements(LongSupplier nanos) {
    this.nanos = nanos;
    for (Operation operation : Operation.values()) {
      figures.put(operation, new OperationFigures());
    }
  }

  /**
   * Counts a success that ends now.
   *
   * @param due when it was to begin
   * @param sent when it did begin
   */
  public void success(Operation operation, long due, long sent) {
    if (!closed) {
      long now = nanos.getAsLong();
      of(operation).success(now - due, now - sent);
    }
  }

  /**
   * Counts a failure that ends now.
   *
   * @param kind a few words, the same for the same kind, without secrets
   */
  public void failure(Operation operation, String kind, long due) {
    if (!closed) {
      of(operation).failure(kind, nanos.getAsLong() - due);
    }
  }

  /** Counts an arrival that was started. */
  public void started() {
    started.increment();
  }

  /** Counts an arrival that came to an end, good or bad. */
  public void ended() {
    ended.increment();
  }

  /**
   * Counts an arrival that the harness did not start.
   *
   * @param why a few words, the same for the same reason
   */
  public void dropped(String why) {
    dropped.computeIfAbsent(why, any -> new LongAdder()).increment();
  }

  /** Takes no more successes and failures. */
  public void close() {
    closed = true;
  }

  public OperationFigures of(Operation operation) {
    OperationFigures found = figures.get(operation);
    if (found == null) {
      throw new IllegalArgumentException("operation " + operation);
    }
    return found;
  }

  public long startedCount() {
    return started.sum();
  }

  public long droppedCount() {
    return dropped.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** Returns how many arrivals were not started, by reason. */
  public Map<String, Long> drops() {
    var all = new TreeMap<String, Long>();
    dropped.forEach((why, count) -> all.put(why, count.sum()));
    return all;
  }

  /** Returns how many arrivals are under way. */
  public long inFlight() {
    return started.sum() - ended.sum();
  }
}
