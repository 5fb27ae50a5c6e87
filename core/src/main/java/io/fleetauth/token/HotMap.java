// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What is kept in memory, up to a bound. Finding costs no more than an unbounded map: an entry that
 * is read marks itself, and when room is needed a hand goes round, passes over those that were
 * marked since its last turn, and lets the first other go (second chance). Caffeine's own bound
 * would put one more object, and one more cache miss, between key and token. Thread-safe.
 */
final class HotMap<K, V extends HotToken> {

  /** Passed over at most before one goes all the same: adding must not take long. */
  private static final int PATIENCE = 64;

  private final long most;
  private final Cache<K, V> cache;
  private final AtomicLong taken = new AtomicLong();
  private final AtomicBoolean turning = new AtomicBoolean();
  private Iterator<Map.Entry<K, V>> hand =
      Collections.emptyIterator(); // only touched while turning

  /**
   * @param most places; an entry takes one or more
   */
  HotMap(long most) {
    this.most = most;
    this.cache =
        Caffeine.newBuilder().executor(Runnable::run).removalListener(this::removed).build();
  }

  private void removed(@Nullable K key, @Nullable V entry, RemovalCause cause) {
    if (entry != null) {
      taken.addAndGet(-entry.places);
      entry.close();
    }
  }

  @Nullable V find(K key) {
    return cache.getIfPresent(key);
  }

  /**
   * Puts what {@code making} makes of the present entry, {@code null} for none, in its place, and
   * makes room. Calls for one key do not overlap. An entry that is replaced is not closed.
   */
  V put(K key, Making<V> making) {
    V entry = cache.asMap().compute(key, (k, there) -> charged(making.of(there)));
    makeRoom();
    return entry;
  }

  /** Like {@link #put} for an entry that is there; {@code null} lets it go. */
  void change(K key, Change<V> change) {
    cache
        .asMap()
        .computeIfPresent(
            key,
            (k, there) -> {
              V next = change.of(there);
              return next == null ? null : charged(next);
            });
  }

  private V charged(V entry) {
    int places = entry.weight();
    taken.addAndGet(places - entry.places);
    entry.places = places;
    return entry;
  }

  void remove(K key) {
    cache.invalidate(key);
  }

  void clear() {
    cache.invalidateAll();
  }

  Iterable<K> keys() {
    return cache.asMap().keySet();
  }

  long size() {
    return cache.estimatedSize();
  }

  private void makeRoom() {
    if (taken.get() > most && turning.compareAndSet(false, true)) {
      try {
        while (taken.get() > most && letOneGo()) {}
      } finally {
        turning.set(false);
      }
    }
  }

  private boolean letOneGo() {
    for (int passed = 0; ; passed++) {
      if (!hand.hasNext()) {
        hand = cache.asMap().entrySet().iterator();
      }
      if (!hand.hasNext()) {
        return false;
      }
      Map.Entry<K, V> next = hand.next();
      if (passed >= PATIENCE || !next.getValue().takeMark()) {
        cache.asMap().remove(next.getKey(), next.getValue());
        return true;
      }
    }
  }

  /** Makes an entry of the present one, {@code null} for none. */
  @FunctionalInterface
  interface Making<V> {

    V of(@Nullable V there);
  }

  /** Changes an entry, or lets it go with {@code null}. */
  @FunctionalInterface
  interface Change<V> {

    @Nullable V of(V there);
  }
}
