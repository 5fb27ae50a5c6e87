// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * Tells those who wait for one session each that it changed. All share one watch of the store, so
 * that a change costs the same however many wait. Thread-safe.
 */
final class KeyedWatch {

  private final ConcurrentMap<SessionKey, Waiting> waiting = new ConcurrentHashMap<>();
  private final Flux<SessionKey> shared;

  KeyedWatch(Flux<SessionKey> changes) {
    shared = changes.doOnNext(this::tell).filter(told -> false).publish().refCount();
  }

  /** Emits the key whenever its session may have changed; fails with the watch of the store. */
  Flux<SessionKey> of(SessionKey key) {
    return Flux.using(
        () -> enter(key),
        entered -> Flux.merge(entered.sink.asFlux(), shared),
        entered -> leave(key));
  }

  private Waiting enter(SessionKey key) {
    return waiting.compute(
        key,
        (same, there) -> {
          Waiting entered = there == null ? new Waiting() : there;
          entered.count++;
          return entered;
        });
  }

  private void leave(SessionKey key) {
    waiting.computeIfPresent(key, (same, there) -> --there.count == 0 ? null : there);
  }

  private void tell(SessionKey key) {
    Waiting there = waiting.get(key);
    if (there != null) {
      there.sink.tryEmitNext(key);
    }
  }

  /** Those who wait for one key; the count is changed with the key's bin locked. */
  private static final class Waiting {
    final Sinks.Many<SessionKey> sink = Sinks.unsafe().many().multicast().directBestEffort();
    int count;
  }
}
