// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store.postgres;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ValidationDepth;
import io.r2dbc.spi.Wrapped;
import java.time.Duration;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A pool of connections. One whose last answer did not come, or was one of the server's troubles,
 * is not used again, so that a new one finds the server that took over.
 */
final class Connections {

  private static final Duration MAX_IDLE = Duration.ofMinutes(10);
  private static final Duration GOOD_BYE = Duration.ofSeconds(1);

  private final ConnectionPool pool;
  private final PostgresErrors errors;
  private final Duration limit;
  private final Scheduler timer;

  Connections(
      ConnectionFactory factory,
      int size,
      PostgresLimits limits,
      PostgresErrors errors,
      Scheduler timer) {
    this.errors = errors;
    this.limit = limits.statementTimeout();
    this.timer = timer;
    this.pool =
        new ConnectionPool(
            ConnectionPoolConfiguration.builder(factory)
                .initialSize(0)
                .maxSize(size)
                .maxIdleTime(MAX_IDLE)
                .backgroundEvictionInterval(MAX_IDLE)
                .maxAcquireTime(limits.connectTimeout())
                .maxCreateConnectionTime(limits.connectTimeout())
                .acquireRetry(0)
                .validationDepth(ValidationDepth.LOCAL)
                .build());
  }

  /** Runs {@code work}, whose errors are left as they are. */
  <T> Mono<T> raw(Function<Connection, Mono<T>> work) {
    return Mono.usingWhen(
        pool.create(),
        connection -> work.apply(connection).timeout(limit, timer),
        Connection::close,
        this::afterError,
        Connection::close);
  }

  <T> Mono<T> use(Function<Connection, Mono<T>> work) {
    return raw(work).onErrorMap(errors::translate);
  }

  Throwable translate(Throwable error) {
    return errors.translate(error);
  }

  private Publisher<Void> afterError(Connection connection, Throwable error) {
    return PostgresErrors.isOfOneRow(error) ? connection.close() : discard(connection);
  }

  private Mono<Void> discard(Connection pooled) {
    Mono<Void> end =
        pooled instanceof Wrapped<?> wrapped && wrapped.unwrap() instanceof Connection inner
            ? Mono.from(inner.close()).timeout(GOOD_BYE, timer).onErrorComplete()
            : Mono.empty();
    return end.then(Mono.from(pooled.close()));
  }

  Mono<Void> close() {
    return pool.disposeLater();
  }
}
