// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The faults so far. Thread-safe. */
final class FaultLog {

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
  private volatile @Nullable FaultKind active;

  /** Notes a fault before it begins. */
  void begin(FaultKind kind, String what) {
    active = kind;
    entries.add(new Entry(System.currentTimeMillis(), kind, what));
  }

  /** Notes that the last fault is over. */
  void end() {
    active = null;
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
