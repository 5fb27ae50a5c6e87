// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.fleetauth.observe.EngineObserver;
import io.fleetauth.session.Nodes;
import io.fleetauth.session.SecretHash;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SessionQuery;
import io.fleetauth.session.SessionRecord;
import io.fleetauth.session.SessionStore;
import java.time.Duration;
import java.time.Instant;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Tells an observer how long each call of a store took and how it ended: {@code find}, {@code
 * find-by-hash}, {@code replace}, {@code remove}, {@code due} and {@code list}. A call that its
 * caller cancels is not told.
 */
public final class ObservedSessionStore implements SessionStore {

  private final SessionStore store;
  private final EngineObserver observer;
  private final Scheduler timer;

  /**
   * @param timer whose {@code now} is the time source
   */
  public ObservedSessionStore(SessionStore store, EngineObserver observer, Scheduler timer) {
    this.store = requireNonNull(store, "store");
    this.observer = requireNonNull(observer, "observer");
    this.timer = requireNonNull(timer, "timer");
  }

  @Override
  public Mono<SessionRecord> find(SessionKey key) {
    return timedFind("find", store.find(key));
  }

  @Override
  public Mono<SessionRecord> findByHash(SecretHash hash) {
    return timedFind("find-by-hash", store.findByHash(hash));
  }

  @Override
  public Mono<Boolean> replace(SessionRecord next) {
    return timedWrite("replace", store.replace(next));
  }

  @Override
  public Mono<Boolean> remove(SessionKey key, long version) {
    return timedWrite("remove", store.remove(key, version));
  }

  @Override
  public Flux<SessionRecord> due(Instant until, int limit) {
    return timed("due", store.due(until, limit));
  }

  @Override
  public Flux<SessionRecord> list(SessionQuery query) {
    return timed("list", store.list(query));
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

  private <T> Mono<T> timedFind(String operation, Mono<T> find) {
    return Mono.defer(
        () -> {
          long start = timer.now(NANOSECONDS);
          return find.doOnSuccess(found -> tell(operation, "ok", start))
              .doOnError(e -> tell(operation, "error", start));
        });
  }

  private Mono<Boolean> timedWrite(String operation, Mono<Boolean> write) {
    return Mono.defer(
        () -> {
          long start = timer.now(NANOSECONDS);
          return write
              .doOnNext(won -> tell(operation, won ? "ok" : "lost", start))
              .doOnError(e -> tell(operation, "error", start));
        });
  }

  private <T> Flux<T> timed(String operation, Flux<T> read) {
    return Flux.defer(
        () -> {
          long start = timer.now(NANOSECONDS);
          return read.doOnComplete(() -> tell(operation, "ok", start))
              .doOnError(e -> tell(operation, "error", start));
        });
  }

  private void tell(String operation, String outcome, long start) {
    observer.stored(operation, outcome, Duration.ofNanos(timer.now(NANOSECONDS) - start));
  }
}
