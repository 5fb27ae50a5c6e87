// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import java.time.Instant;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Keeps sealed sessions. Empty means absent, {@code false} means that another writer won, an error
 * means that the store could not tell. Implementations are thread-safe, never block the caller's
 * thread, and every publisher is cold. Prove a new one with {@code SessionStoreContract} of the
 * tests artifact.
 */
public interface SessionStore {

  /** Emits the record, or completes empty when there is none. */
  Mono<SessionRecord> find(SessionKey key);

  /** Emits the record whose {@code code} or {@code handle} this is, or completes empty. */
  Mono<SessionRecord> findByHash(SecretHash hash);

  /**
   * Writes {@code next} if the stored version is {@code next.version() - 1} ({@link
   * SessionRecord#ABSENT} for none). Emits {@code true} once it is as durable as this store can
   * make it, or {@code false} when another writer won; then nothing was changed.
   */
  Mono<Boolean> replace(SessionRecord next);

  /**
   * Removes the record if it has this version; {@code false} when it has another one or is not
   * there.
   */
  Mono<Boolean> remove(SessionKey key, long version);

  /**
   * Emits at most {@code limit} records with {@code dueAt} at or before {@code until}, the longest
   * due first.
   */
  Flux<SessionRecord> due(Instant until, int limit);

  /** Emits the records that {@code query} asks for. */
  Flux<SessionRecord> list(SessionQuery query);

  /**
   * Emits the key of each record that is replaced or removed from now on, by whomever, perhaps more
   * than once. A slow subscriber may miss some. Fails when changes may have been missed otherwise:
   * a watcher then has to look at what it holds.
   */
  Flux<SessionKey> watch();

  /** Returns the processes that share this store, always the same object. */
  Nodes nodes();

  /** Lets writes under way end, then closes what this store opened. Later calls fail. */
  Mono<Void> close();
}
