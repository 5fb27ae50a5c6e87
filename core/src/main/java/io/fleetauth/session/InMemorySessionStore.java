// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static java.util.Comparator.comparing;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Keeps sessions in the heap of this process, for tests and for programs that have a persistence of
 * their own: a stop of the process loses them. Signals come on the subscriber's thread.
 */
public final class InMemorySessionStore implements SessionStore {

  /**
   * The truth. The other members are indexes, which lead to more than there is while a writer is at
   * work; readers check what they find there against this map. Writers take turns.
   */
  private final ConcurrentMap<SessionKey, SessionRecord> records = new ConcurrentHashMap<>();

  private final ConcurrentMap<SecretHash, SessionKey> hashes = new ConcurrentHashMap<>();
  private final NavigableSet<SessionKey> keys = new ConcurrentSkipListSet<>();
  private final NavigableSet<Due> dues = new ConcurrentSkipListSet<>(Due.ORDER);
  private final SessionChanges changes = new SessionChanges();
  private final Nodes nodes = Nodes.sole();
  private volatile boolean closed;

  @Override
  public Mono<SessionRecord> find(SessionKey key) {
    return whileOpen(() -> Mono.justOrEmpty(records.get(key)));
  }

  @Override
  public Mono<SessionRecord> findByHash(SecretHash hash) {
    return whileOpen(() -> Mono.justOrEmpty(byHash(hash)));
  }

  private @Nullable SessionRecord byHash(SecretHash hash) {
    SessionKey key = hashes.get(hash);
    SessionRecord found = key == null ? null : records.get(key);
    return found != null && leadsTo(hash, found) ? found : null;
  }

  private static boolean leadsTo(SecretHash hash, SessionRecord record) {
    return hash.equals(record.code()) || hash.equals(record.handle());
  }

  @Override
  public Mono<Boolean> replace(SessionRecord next) {
    return whileOpen(() -> Mono.just(replaced(next))).doOnNext(won -> tell(won, next.key()));
  }

  private synchronized boolean replaced(SessionRecord next) {
    SessionRecord old = records.get(next.key());
    if ((old == null ? SessionRecord.ABSENT : old.version()) != next.version() - 1) {
      return false;
    }
    requireFree(next.code(), next.key());
    requireFree(next.handle(), next.key());
    index(next);
    records.put(next.key(), next);
    if (old != null) {
      forget(old, next);
    }
    return true;
  }

  private void requireFree(@Nullable SecretHash hash, SessionKey key) {
    SessionKey owner = hash == null ? null : hashes.get(hash);
    if (owner != null && !owner.equals(key)) {
      throw new StoreException(
          StoreException.Reason.DUPLICATE, "code or handle of " + key + " belongs to another");
    }
  }

  @Override
  public Mono<Boolean> remove(SessionKey key, long version) {
    return whileOpen(() -> Mono.just(removed(key, version))).doOnNext(won -> tell(won, key));
  }

  private synchronized boolean removed(SessionKey key, long version) {
    SessionRecord old = records.get(key);
    if (old == null || old.version() != version) {
      return false;
    }
    records.remove(key);
    keys.remove(key);
    forget(old, null);
    return true;
  }

  private void tell(boolean won, SessionKey key) {
    if (won) {
      changes.changed(key);
    }
  }

  private void index(SessionRecord next) {
    Stream.of(next.code(), next.handle())
        .filter(Objects::nonNull)
        .forEach(hash -> hashes.put(hash, next.key()));
    if (next.dueAt() != null) {
      dues.add(new Due(next.dueAt(), next.key()));
    }
    keys.add(next.key());
  }

  /** Takes out what led to {@code old} and does not lead to {@code next}. */
  private void forget(SessionRecord old, @Nullable SessionRecord next) {
    Instant due = old.dueAt();
    if (due != null && (next == null || !due.equals(next.dueAt()))) {
      dues.remove(new Due(due, old.key()));
    }
    Stream.of(old.code(), old.handle())
        .filter(Objects::nonNull)
        .filter(hash -> next == null || !leadsTo(hash, next))
        .forEach(hashes::remove);
  }

  @Override
  public Flux<SessionRecord> due(Instant until, int limit) {
    return whileOpen(() -> Mono.just(dues))
        .flatMapMany(all -> Flux.fromStream(all.stream().takeWhile(due -> due.by(until))))
        .flatMapIterable(this::stillDue)
        .take(limit);
  }

  private List<SessionRecord> stillDue(Due due) {
    SessionRecord record = records.get(due.key());
    return record != null && due.at().equals(record.dueAt()) ? List.of(record) : List.of();
  }

  @Override
  public Flux<SessionRecord> list(SessionQuery query) {
    return whileOpen(() -> Mono.just(after(query.after())))
        .flatMapIterable(all -> all)
        .flatMapIterable(this::stillThere)
        .filter(record -> matches(query, record))
        .take(query.limit());
  }

  private List<SessionRecord> stillThere(SessionKey key) {
    SessionRecord record = records.get(key);
    return record == null ? List.of() : List.of(record);
  }

  private NavigableSet<SessionKey> after(@Nullable SessionKey last) {
    return last == null ? keys : keys.tailSet(last, false);
  }

  private static boolean matches(SessionQuery query, SessionRecord record) {
    return (query.registration() == null
            || query.registration().equals(record.key().registration()))
        && (query.state() == null || query.state() == record.state())
        && (query.user() == null || query.user().equals(record.user()));
  }

  @Override
  public Flux<SessionKey> watch() {
    return changes.watch();
  }

  @Override
  public Nodes nodes() {
    return nodes;
  }

  @Override
  public Mono<Void> close() {
    return Mono.fromRunnable(
        () -> {
          closed = true;
          changes.close();
        });
  }

  private <T> Mono<T> whileOpen(Supplier<Mono<T>> work) {
    return Mono.defer(() -> closed ? Mono.error(closed()) : work.get());
  }

  private static StoreException closed() {
    return new StoreException(StoreException.Reason.CLOSED, "the session store is closed");
  }

  /** An entry of the index by due time. */
  private record Due(Instant at, SessionKey key) {

    static final Comparator<Due> ORDER = comparing(Due::at).thenComparing(Due::key);

    boolean by(Instant until) {
      return !at.isAfter(until);
    }
  }
}
