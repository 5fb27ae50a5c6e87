// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;

/** What the simulated devices went through. Thread-safe. */
final class Counts {

  /** What is counted. */
  enum Entry {
    READS,
    /** The token had expired when it was asked for. */
    EXPIRED_TOKENS,
    /** The token expired on its way. */
    LATE_TOKENS,
    FOREIGN_TOKENS,
    /** A read failed while the store did, although the token last read was still good. */
    REFUSED_WHILE_STORE_FAILED,
    SIGN_INS_STARTED,
    SIGN_INS_COMPLETED,
    /** The device code was refused after the authority had redeemed it: the answer was lost. */
    CODES_SPENT,
    /** The device code was refused for no such reason. */
    SIGN_INS_FAILED,
    /**
     * A sign-in of a dead gateway was polled again after one more fault, which may have met the
     * gateway that had taken it over.
     */
    ADOPTED_TWICE,
    /** A device that was signed in has to sign in again. */
    SESSIONS_LOST,
    /** One of them for which no answer was under way at a fault. */
    UNEXPLAINED
  }

  private final Map<Entry, LongAdder> counts = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, LongAdder> errors = new ConcurrentHashMap<>();
  private final List<Long> adoptions = new ArrayList<>();

  void count(Entry entry) {
    counts.computeIfAbsent(entry, any -> new LongAdder()).increment();
  }

  long of(Entry entry) {
    LongAdder count = counts.get(entry);
    return count == null ? 0 : count.sum();
  }

  /** Counts a request that failed for a device, which tries again. */
  void error(String kind) {
    errors.computeIfAbsent(kind, any -> new LongAdder()).increment();
  }

  Map<String, Long> errors() {
    var sorted = new LinkedHashMap<String, Long>();
    errors.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(error -> sorted.put(error.getKey(), error.getValue().sum()));
    return sorted;
  }

  /** Notes how long after a kill another gateway polled for a sign-in of the dead one. */
  synchronized void adopted(long millis) {
    adoptions.add(millis);
  }

  synchronized int adoptions() {
    return adoptions.size();
  }

  /**
   * Returns the milliseconds within which this part of the sign-ins was polled again, -1 for none.
   */
  synchronized long adoption(double part) {
    long[] sorted = adoptions.stream().flatMapToLong(LongStream::of).sorted().toArray();
    return sorted.length == 0 ? -1 : sorted[(int) Math.ceil(part * sorted.length) - 1];
  }
}
