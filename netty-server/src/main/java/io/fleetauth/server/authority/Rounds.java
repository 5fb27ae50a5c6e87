// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiPredicate;

/**
 * Goes round a map, some entries at each call, and forgets those that are over. One thread at a
 * time; others may change the map meanwhile.
 */
final class Rounds<V> {

  /** Entries that are looked at in one call. */
  static final int STEP = 10_000;

  private final ConcurrentMap<String, V> all;
  private Iterator<Map.Entry<String, V>> at = Collections.emptyIterator();

  Rounds(ConcurrentMap<String, V> all) {
    this.all = all;
  }

  /** Returns the keys that it took out; an entry that changed meanwhile stays. */
  List<String> forget(BiPredicate<String, V> isOver) {
    var forgotten = new ArrayList<String>();
    if (!at.hasNext()) {
      at = all.entrySet().iterator();
    }
    for (int i = 0; i < STEP && at.hasNext(); i++) {
      var entry = at.next();
      if (isOver.test(entry.getKey(), entry.getValue())
          && all.remove(entry.getKey(), entry.getValue())) {
        forgotten.add(entry.getKey());
      }
    }
    return forgotten;
  }
}
