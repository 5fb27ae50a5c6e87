// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import io.fleetauth.session.Nodes;
import io.fleetauth.session.SecretHash;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SessionQuery;
import io.fleetauth.session.SessionRecord;
import io.fleetauth.session.SessionStore;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Counts reads, and fails all calls while it is down. */
public final class CountingStore implements SessionStore {

  public final AtomicInteger reads = new AtomicInteger();
  public volatile boolean down;
  private final SessionStore store;

  public CountingStore(SessionStore store) {
    this.store = store;
  }

  private <T> Mono<T> guarded(Mono<T> call) {
    return Mono.defer(() -> down ? Mono.error(new IOException("store is down")) : call);
  }

  @Override
  public Mono<SessionRecord> find(SessionKey key) {
    reads.incrementAndGet();
    return guarded(store.find(key));
  }

  @Override
  public Mono<SessionRecord> findByHash(SecretHash hash) {
    reads.incrementAndGet();
    return guarded(store.findByHash(hash));
  }

  @Override
  public Mono<Boolean> replace(SessionRecord next) {
    return guarded(store.replace(next));
  }

  @Override
  public Mono<Boolean> remove(SessionKey key, long version) {
    return guarded(store.remove(key, version));
  }

  @Override
  public Flux<SessionRecord> due(Instant until, int limit) {
    return store.due(until, limit);
  }

  @Override
  public Flux<SessionRecord> list(SessionQuery query) {
    return store.list(query);
  }

  @Override
  public Flux<SessionKey> watch() {
    return store.watch();
  }

  @Override
  public Nodes nodes() {
    return store.nodes();
  }

  @Override
  public Mono<Void> close() {
    return store.close();
  }
}
