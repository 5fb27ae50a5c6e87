// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what happened since the start; for tests and load runs to check clients against. */
final class Ledger {

  /** What is counted. */
  enum Entry {
    DEVICE_CODES,
    POLLS,
    EARLY_POLLS,
    APPROVALS,
    DENIALS,
    REDEMPTIONS,
    BURNED_CODES,
    AUTHORIZATION_CODES,
    CODE_REDEMPTIONS,
    CODE_REPLAYS,
    REFRESHES,
    GRACE_HITS,
    REUSES,
    FAMILIES_REVOKED,
    CLIENT_CREDENTIALS,
    ON_BEHALF_OF,
    REVOCATIONS,
    THROTTLED,
    SCRIPTED
  }

  private final Map<Entry, LongAdder> counts = new EnumMap<>(Entry.class);

  Ledger() {
    Arrays.stream(Entry.values()).forEach(entry -> counts.put(entry, new LongAdder()));
  }

  void count(Entry entry) {
    counts.computeIfAbsent(entry, any -> new LongAdder()).increment();
  }

  Map<String, Long> asMap() {
    var map = new LinkedHashMap<String, Long>();
    counts.forEach((entry, count) -> map.put(entry.name().toLowerCase(Locale.ROOT), count.sum()));
    return map;
  }
}
