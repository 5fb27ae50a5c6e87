// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store.postgres;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** How statements are run. */
final class Sql {

  private Sql() {}

  /** Emits all rows at once, so that the connection is free when they are looked at. */
  static <T> Mono<List<T>> rows(Statement statement, Function<Readable, T> read) {
    return Flux.from(statement.execute())
        .concatMap(result -> Flux.from(result.map(read)))
        .collectList();
  }

  static <T> Mono<List<T>> rows(Connection connection, String sql, Function<Readable, T> read) {
    return Mono.defer(() -> rows(connection.createStatement(sql), read));
  }

  /** Runs one or more statements without parameters. */
  static Mono<Void> run(Connection connection, String script) {
    return Mono.defer(
        () ->
            Flux.from(connection.createStatement(script).execute())
                .concatMap(Result::getRowsUpdated)
                .then());
  }

  /** Returns a value of a column that is never null. */
  static <T> T required(@Nullable T value) {
    return requireNonNull(value, "a column that is never null");
  }
}
