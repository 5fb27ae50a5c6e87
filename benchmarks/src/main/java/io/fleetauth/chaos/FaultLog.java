// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The faults so far. Thread-safe. */
final class FaultLog {

  /** How long after its note a fault may strike. */
  private static final long STRIKES_WITHIN_MILLIS = 1_000;

  /** How long after its answer a token may not be stored yet. */
  private static final long STORED_WITHIN_MILLIS = 2_000;

  /** The same, from when the store is there again. */
  private static final long STORED_AFTER_MILLIS = 5_000;

  /**
   * A fault that began.
   *
   * @param at milliseconds since the epoch
   */
  record Entry(long at, FaultKind kind, String what) {

    String text() {
      return Instant.ofEpochMilli(at) + " fault: " + what;
    }
  }

  private final List<Entry> entries = new CopyOnWriteArrayList<>();
  private final Map<Entry, Long> ends = new ConcurrentHashMap<>();
  private final LongSupplier clock;
  private volatile @Nullable FaultKind active;

  FaultLog() {
    this(System::currentTimeMillis);
  }

  /**
   * @param clock milliseconds since the epoch
   */
  FaultLog(LongSupplier clock) {
    this.clock = clock;
  }

  /** Notes a fault before it begins. */
  void begin(FaultKind kind, String what) {
    active = kind;
    entries.add(new Entry(clock.getAsLong(), kind, what));
  }

  /** Notes that the last fault is over. */
  void end() {
    active = null;
    if (!entries.isEmpty()) {
      ends.putIfAbsent(entries.get(entries.size() - 1), clock.getAsLong());
    }
  }

  /** Returns whether the store fails just now. */
  boolean isStoreFailing() {
    FaultKind now = active;
    return now != null && now.isOfStore();
  }

  int size() {
    return entries.size();
  }

  long count(FaultKind kind) {
    return entries.stream().filter(entry -> entry.kind() == kind).count();
  }

  /** Returns the kind of the last one, null before the first. */
  @Nullable FaultKind lastKind() {
    int size = entries.size();
    return size == 0 ? null : entries.get(size - 1).kind();
  }

  List<Entry> between(long from, long to) {
    return entries.stream().filter(entry -> entry.at() >= from && entry.at() <= to).toList();
  }

  /**
   * Returns whether a fault may have come between the request for a token and the storing of it. A
   * store that fails is none of these: it only makes the storing late.
   */
  boolean mayHaveLost(long askedAt, long answeredAt) {
    return between(askedAt - STRIKES_WITHIN_MILLIS, storedBy(answeredAt)).stream()
        .anyMatch(entry -> !entry.kind().isOfStore());
  }

  private long storedBy(long answeredAt) {
    long by = answeredAt + STORED_WITHIN_MILLIS;
    for (Entry entry : entries) {
      long end = ends.getOrDefault(entry, Long.MAX_VALUE - STORED_AFTER_MILLIS);
      if (entry.kind().isOfStore() && entry.at() <= by && end >= answeredAt) {
        by = Math.max(by, end + STORED_AFTER_MILLIS);
      }
    }
    return by;
  }

  /** Returns whether a fault that stops gateways began in that time. */
  boolean hasStoppedGateways(long from, long to) {
    return between(from, to).stream().anyMatch(entry -> entry.kind().stopsGateways());
  }

  /** Returns when the last gateway was killed before {@code at}, not longer ago; else -1. */
  long killBefore(long at, Duration notLonger) {
    return entries.stream()
        .filter(entry -> entry.kind() == FaultKind.KILL)
        .mapToLong(Entry::at)
        .filter(kill -> kill <= at && at - kill <= notLonger.toMillis())
        .max()
        .orElse(-1);
  }
}
