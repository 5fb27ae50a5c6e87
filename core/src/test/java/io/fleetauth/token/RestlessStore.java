// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.session.Nodes;
import io.fleetauth.session.SecretHash;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SessionQuery;
import io.fleetauth.session.SessionRecord;
import io.fleetauth.session.SessionStore;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A store whose calls a test may delay, fail, or have somebody else come before. */
final class RestlessStore implements SessionStore {

  final SessionStore store;
  final AtomicInteger finds = new AtomicInteger();
  UnaryOperator<Mono<SessionRecord>> onFind = call -> call;
  UnaryOperator<Mono<Boolean>> onReplace = call -> call;
  UnaryOperator<Mono<Boolean>> onRemove = call -> call;
  UnaryOperator<Flux<SessionKey>> onWatch = call -> call;

  RestlessStore(SessionStore store) {
    this.store = store;
  }

  void works() {
    onFind = call -> call;
    onReplace = call -> call;
  }

  void failsWrites() {
    onReplace = call -> Mono.error(new IllegalStateException("disk full"));
  }

  /** Takes the claim of a refresh, and not what comes of it. */
  void failsSaves() {
    onSave(call -> Mono.error(new IllegalStateException("disk full")));
  }

  /** Takes the claim of a refresh, and does {@code then} with each write after it. */
  void onSave(UnaryOperator<Mono<Boolean>> then) {
    onReplace =
        claim -> {
          onReplace = then;
          return claim;
        };
  }

  @Override
  public Mono<SessionRecord> find(SessionKey key) {
    finds.incrementAndGet();
    return onFind.apply(store.find(key));
  }

  @Override
  public Mono<SessionRecord> findByHash(SecretHash hash) {
    return store.findByHash(hash);
  }

  @Override
  public Mono<Boolean> replace(SessionRecord next) {
    return onReplace.apply(store.replace(next));
  }

  @Override
  public Mono<Boolean> remove(SessionKey key, long version) {
    return onRemove.apply(store.remove(key, version));
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
    return onWatch.apply(store.watch());
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
