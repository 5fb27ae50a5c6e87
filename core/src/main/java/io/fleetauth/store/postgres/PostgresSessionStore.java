// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store.postgres;

import io.fleetauth.oauth.LimitExceededException;
import io.fleetauth.session.NodeId;
import io.fleetauth.session.Nodes;
import io.fleetauth.session.SecretHash;
import io.fleetauth.session.SessionChanges;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SessionQuery;
import io.fleetauth.session.SessionRecord;
import io.fleetauth.session.SessionStore;
import io.fleetauth.session.StoreException;
import io.r2dbc.spi.Connection;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Keeps sessions in a PostgreSQL database, 14 or newer, that several processes may share. Needs
 * {@code org.postgresql:r2dbc-postgresql} and {@code io.r2dbc:r2dbc-pool}. Thread-safe; signals
 * come on threads that must not be blocked. Times are kept to the microsecond.
 *
 * <p>Errors are {@link StoreException} by its reasons, and {@link LimitExceededException} for
 * {@code store-write-queue} and {@code store-read-queue}. A write that fails with {@code
 * UNAVAILABLE} may have been done. Connections that are lost are replaced.
 *
 * <p>{@link #due} keeps what it emits from the other processes for {@link NodeTimes#lease}. {@link
 * #watch} also tells what changed while there was no connection, except removals more than a day
 * old; then, and after a write that failed, also what did not change. No server between may give
 * the connections of one client to another (PgBouncer: only {@code pool_mode=session}).
 */
public final class PostgresSessionStore implements SessionStore {

  private final PostgresDatabase database;
  private final SessionChanges changes = new SessionChanges();
  private final PostgresNodes nodes;
  private final NodeLink link;
  private final Connections writing;
  private final Connections reading;
  private final List<GroupWriter> writers;
  private final Admission reads;
  private final Mono<Void> closing;
  private volatile boolean closed;

  private PostgresSessionStore(PostgresDatabase database, LongSupplier nanos) {
    PostgresLimits limits = database.options().limits();
    this.database = database;
    NodeId self = NodeId.generate(new SplittableRandom());
    this.nodes = new PostgresNodes(self, database.options().times(), nanos);
    this.link = new NodeLink(database, nodes, changes);
    this.writing = database.connections(limits.writers());
    this.reading = database.connections(limits.readers());
    this.reads = new Admission("store-read-queue", limits.readQueue());
    var writes = new Admission("store-write-queue", limits.writeQueue());
    this.writers =
        IntStream.range(0, limits.writers())
            .mapToObj(i -> new GroupWriter(writing, self, limits.batch(), writes, changes::changed))
            .toList();
    this.closing = closeOnce().cache();
  }

  /**
   * Emits the store, with its tables created or brought to the newest form, when this process is
   * there for the others.
   *
   * @param timer for time-outs and beats
   */
  public static Mono<PostgresSessionStore> open(PostgresOptions options, Scheduler timer) {
    return open(options, timer, Schema.TODAY, System::nanoTime);
  }

  static Mono<PostgresSessionStore> open(
      PostgresOptions options, Scheduler timer, Schema schema, LongSupplier nanos) {
    return Mono.fromCallable(() -> new PostgresDatabase(options, timer))
        .flatMap(
            database ->
                schema
                    .migrate(database)
                    .then(Mono.fromCallable(() -> new PostgresSessionStore(database, nanos))))
        .flatMap(PostgresSessionStore::started);
  }

  private Mono<PostgresSessionStore> started() {
    return link.start()
        .thenReturn(this)
        .onErrorResume(e -> close().onErrorComplete().then(Mono.error(e)));
  }

  @Override
  public Mono<SessionRecord> find(SessionKey key) {
    return read(connection -> SessionReads.byKey(connection, key)).next();
  }

  @Override
  public Mono<SessionRecord> findByHash(SecretHash hash) {
    return read(connection -> SessionReads.byHash(connection, hash)).next();
  }

  @Override
  public Flux<SessionRecord> due(Instant until, int limit) {
    return read(
        connection ->
            SessionReads.due(
                connection, until, limit, nodes.self(), database.options().times().lease()));
  }

  @Override
  public Flux<SessionRecord> list(SessionQuery query) {
    return read(connection -> SessionReads.list(connection, query));
  }

  private Flux<SessionRecord> read(Function<Connection, Mono<List<SessionRecord>>> work) {
    return Mono.defer(
            () -> {
              requireOpen();
              reads.enter();
              return reading.use(work).doFinally(end -> reads.leave(1));
            })
        .flatMapIterable(records -> records);
  }

  @Override
  public Mono<Boolean> replace(SessionRecord next) {
    return write(SessionWrite.replace(next));
  }

  @Override
  public Mono<Boolean> remove(SessionKey key, long version) {
    return write(SessionWrite.remove(key, version));
  }

  private Mono<Boolean> write(SessionWrite write) {
    GroupWriter writer = writers.get(Math.floorMod(write.key().hashCode(), writers.size()));
    return Mono.defer(
        () -> {
          requireOpen();
          return writer.write(write);
        });
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
    return closing;
  }

  private Mono<Void> closeOnce() {
    return Mono.<Void>fromRunnable(() -> closed = true)
        .then(Flux.fromIterable(writers).flatMap(GroupWriter::idle).then())
        .then(link.stop())
        .then(Mono.when(writing.close(), reading.close()))
        .doOnTerminate(changes::close)
        .doOnTerminate(nodes::close);
  }

  private void requireOpen() {
    if (closed) {
      throw new StoreException(StoreException.Reason.CLOSED, database.options() + " is closed");
    }
  }
}
