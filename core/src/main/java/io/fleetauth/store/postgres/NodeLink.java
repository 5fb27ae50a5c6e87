// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store.postgres;

import static io.fleetauth.store.postgres.NodeStatements.MARKS;
import static io.fleetauth.store.postgres.NodeStatements.NODES;
import static java.util.Objects.requireNonNull;

import io.fleetauth.session.DeviceId;
import io.fleetauth.session.SessionChanges;
import io.fleetauth.session.SessionKey;
import io.r2dbc.postgresql.api.Notification;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The connection by which this process says that it is there, and hears what the others write. A
 * beat that gets no answer shows that the connection is lost. A new one first tells all that was
 * written since the last mark that was heard on the old one.
 */
final class NodeLink {

  private static final Logger log = LoggerFactory.getLogger(NodeLink.class);
  private static final Duration AGAIN = Duration.ofMillis(500);
  private static final Duration GOOD_BYE = Duration.ofSeconds(2);
  private static final Duration FORGET = Duration.ofMinutes(10);

  private final PostgresDatabase database;
  private final PostgresNodes nodes;
  private final NodeTimes times;
  private final SessionChanges changes;
  private final Sinks.Empty<Void> ready = Sinks.empty();
  private final Sinks.Empty<Void> stopping = Sinks.empty();
  private final Mono<Void> running;

  /** Transactions before it have been heard of; {@code null} before the first beat. */
  private volatile @Nullable String heardUpTo;

  /** Whether marks count: not before what was missed has been told. */
  private volatile boolean complete;

  private volatile boolean wasReady;
  private volatile boolean isLost;
  private volatile boolean stopped;

  NodeLink(PostgresDatabase database, PostgresNodes nodes, SessionChanges changes) {
    this.database = database;
    this.nodes = nodes;
    this.times = database.options().times();
    this.changes = changes;
    this.running = run().cache();
  }

  /** Completes when this process is there for the others; fails when the first try does. */
  Mono<Void> start() {
    return Mono.fromRunnable(running::subscribe).then(ready.asMono());
  }

  /** Leaves, so that the others know at once. */
  Mono<Void> stop() {
    return Mono.defer(
        () -> {
          stopped = true;
          stopping.tryEmitEmpty();
          return running;
        });
  }

  private Mono<Void> run() {
    return Mono.defer(() -> database.connected(this::serve))
        .onErrorResume(this::lost)
        .repeat(() -> !stopped)
        .then();
  }

  /** Lasts as long as the connection. */
  private Mono<Void> serve(PostgresqlConnection connection) {
    complete = false;
    Flux<Mono<Void>> looks =
        connection
            .getNotifications()
            .filter(this::hear)
            .concatWith(closed())
            .onBackpressureBuffer()
            .map(news -> look(connection));
    Flux<Mono<Void>> beats = every(times.beat()).map(tick -> beat(connection));
    Flux<Mono<Void>> cleaning = every(FORGET).map(tick -> NodeStatements.forget(connection));
    return Flux.merge(looks, join(connection).thenMany(Flux.merge(beats, cleaning)))
        .concatMap(this::inTime, 1)
        .takeUntilOther(stopping.asMono())
        .then(leave(connection));
  }

  private Flux<Long> every(Duration period) {
    return Flux.interval(period, database.timer()).onBackpressureDrop();
  }

  private static Mono<Notification> closed() {
    return Mono.error(() -> new IOException("the connection was closed"));
  }

  private Mono<Void> join(PostgresqlConnection connection) {
    Duration limit = database.options().limits().statementTimeout();
    Mono<Void> listening =
        Sql.run(connection, NodeStatements.LISTEN)
            .then(Mono.defer(() -> catchUp(connection)))
            .timeout(limit, database.timer());
    return inTime(beat(connection)).then(listening).then(Mono.fromRunnable(this::joined));
  }

  private Mono<Void> inTime(Mono<Void> step) {
    return step.timeout(times.life().dividedBy(2), database.timer());
  }

  private Mono<Void> beat(PostgresqlConnection connection) {
    return Mono.defer(
        () -> {
          long sent = nodes.now();
          return NodeStatements.beat(connection, nodes.self(), times.life())
              .doOnNext(beat -> beaten(sent, beat))
              .then(look(connection));
        });
  }

  private void beaten(long sent, NodeStatements.Beat beat) {
    boolean first = heardUpTo == null;
    if (first) {
      heardUpTo = beat.mark();
    }
    nodes.beaten(sent, beat.inserted() && !first);
  }

  private Mono<Void> look(PostgresqlConnection connection) {
    return Mono.fromRunnable(nodes::look)
        .then(NodeStatements.look(connection))
        .doOnNext(present -> nodes.seen(Set.copyOf(present)))
        .then();
  }

  private Mono<Void> catchUp(PostgresqlConnection connection) {
    String mark = heardUpTo;
    return wasReady && mark != null
        ? NodeStatements.changedSince(connection, mark)
            .doOnNext(keys -> keys.forEach(changes::changed))
            .then()
        : Mono.empty();
  }

  private void joined() {
    complete = true;
    wasReady = true;
    if (isLost) {
      isLost = false;
      log.info("{}: connected again", database.options());
    }
    ready.tryEmitEmpty();
  }

  /** Returns whether the table of nodes should be looked at. */
  private boolean hear(Notification news) {
    String payload = requireNonNull(news.getParameter(), "payload");
    int blank = payload.indexOf(' ');
    boolean own = payload.startsWith(nodes.self() + " ");
    switch (news.getName()) {
      case MARKS -> mark(own, payload.substring(blank + 1));
      case GroupStatement.CHANNEL -> tell(own, payload.substring(blank + 1));
      default -> {
        return news.getName().equals(NODES);
      }
    }
    return false;
  }

  private void mark(boolean own, String mark) {
    if (own && complete) {
      heardUpTo = mark;
    }
  }

  /** Own writes are told when they are done. */
  private void tell(boolean own, String key) {
    int slash = key.lastIndexOf('/');
    if (!own && slash >= 0) {
      changes.changed(
          new SessionKey(key.substring(0, slash), new DeviceId(key.substring(slash + 1))));
    }
  }

  private Mono<Void> leave(PostgresqlConnection connection) {
    return NodeStatements.leave(connection, nodes.self())
        .timeout(GOOD_BYE, database.timer())
        .onErrorComplete();
  }

  private Mono<Void> lost(Throwable failure) {
    if (!wasReady) {
      stopped = true;
      ready.tryEmitError(failure);
      return Mono.empty();
    }
    if (!isLost) {
      isLost = true;
      log.warn("{}. It is tried again.", failure.getMessage());
    }
    return Mono.delay(AGAIN, database.timer()).takeUntilOther(stopping.asMono()).then();
  }
}
