// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static java.util.Objects.requireNonNull;

import io.fleetauth.oauth.Identity;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Opened view of a {@link SessionStore}: seals on the way in, opens on the way out. Thread-safe;
 * publishers are cold and carry the store's errors and {@link SealException}.
 */
public final class Sessions {

  private final SessionStore store;
  private final SessionSealer sealer;
  private final Clock clock;
  private final KeyedWatch watch;

  public Sessions(SessionStore store, SessionSealer sealer, Clock clock) {
    this.store = requireNonNull(store, "store");
    this.sealer = requireNonNull(sealer, "sealer");
    this.clock = requireNonNull(clock, "clock");
    this.watch = new KeyedWatch(Flux.defer(store::watch));
  }

  /** Emits the session, or completes empty when there is none. */
  public Mono<StoredSession> find(SessionKey key) {
    return store.find(key).map(this::open);
  }

  /** Emits the session that this device code or handle belongs to, or completes empty. */
  public Mono<StoredSession> findByHash(SecretHash hash) {
    return store.findByHash(hash).map(this::open);
  }

  /**
   * Writes {@code next} if the stored version is {@code next.version() - 1}; {@code false} when
   * another writer won.
   */
  public Mono<Boolean> replace(StoredSession next) {
    return Mono.defer(() -> store.replace(record(next)));
  }

  /**
   * Reads, changes and writes until no other writer comes between. Emits what is stored then; empty
   * when {@code change} returned {@code null} for an absent session.
   *
   * @param change gets the session or {@code null}, returns the one to store; the same object (or
   *     {@code null}) for no write. May run several times, so it must be a pure function
   */
  public Mono<StoredSession> update(SessionKey key, SessionChange change) {
    return Mono.defer(() -> find(key).map(Optional::of).defaultIfEmpty(Optional.empty()))
        .flatMap(found -> write(key, found.orElse(null), change))
        .repeatWhenEmpty(Integer.MAX_VALUE, again -> again)
        .flatMap(outcome -> Mono.justOrEmpty(outcome.stored()));
  }

  private Mono<Outcome> write(SessionKey key, @Nullable StoredSession found, SessionChange change) {
    DeviceSession before = found == null ? null : found.session();
    DeviceSession after = change.apply(before);
    if (after == null || after == before) {
      return Mono.just(new Outcome(found));
    }
    long version = found == null ? SessionRecord.ABSENT : found.version();
    var next = new StoredSession(key, version + 1, after);
    return replace(next).filter(won -> won).map(won -> new Outcome(next));
  }

  /** Removes the session if it has this version. */
  public Mono<Boolean> remove(StoredSession stored) {
    return store.remove(stored.key(), stored.version());
  }

  /**
   * Emits at most {@code limit} records that have work for the sweep at {@code until}, still
   * sealed, the longest due first.
   */
  public Flux<SessionRecord> due(Instant until, int limit) {
    return store.due(until, limit);
  }

  /**
   * Emits the records that {@code query} asks for, still sealed: one that does not open must not
   * hide the others.
   */
  public Flux<SessionRecord> list(SessionQuery query) {
    return store.list(query);
  }

  /** See {@link SessionStore#watch}. */
  public Flux<SessionKey> watch() {
    return store.watch();
  }

  /**
   * Emits {@code key} whenever its session is replaced or removed from now on, perhaps more than
   * once; cheap however many wait for a key each. Fails like {@link #watch()}.
   */
  public Flux<SessionKey> watch(SessionKey key) {
    return watch.of(key);
  }

  /** See {@link SessionStore#nodes}. */
  public Nodes nodes() {
    return store.nodes();
  }

  /** Returns the opened form of a record of this store; throws {@link SealException}. */
  public StoredSession open(SessionRecord record) {
    return new StoredSession(
        record.key(), record.version(), sealer.open(record.key(), record.sealed()));
  }

  private SessionRecord record(StoredSession stored) {
    DeviceSession session = stored.session();
    return new SessionRecord(
        stored.key(),
        stored.version(),
        session.state(),
        session.dueAt(),
        user(session),
        session.code(),
        session.handle(),
        clock.instant(),
        sealer.seal(stored.key(), session));
  }

  private static @Nullable String user(DeviceSession session) {
    SignedIn tokens = session.tokens();
    Identity identity = tokens == null ? null : tokens.identity();
    return identity == null ? null : identity.userName();
  }

  /** What {@link #update} found or wrote. */
  private record Outcome(@Nullable StoredSession stored) {}

  /** See {@link #update}. */
  @FunctionalInterface
  public interface SessionChange {
    @Nullable DeviceSession apply(@Nullable DeviceSession session);
  }
}
