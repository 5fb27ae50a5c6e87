// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store.postgres;

import static io.r2dbc.postgresql.MultiHostConnectionStrategy.TargetServerType.PRIMARY;

import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.client.SSLMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** A database and how to connect to it. */
final class PostgresDatabase {

  /**
   * Statements join a few keys with the table, always by its indexes: the planner has nothing to
   * win by looking at its statistics, and much to lose where they are old.
   */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "enable_seqscan", "off",
          "enable_hashjoin", "off",
          "enable_mergejoin", "off",
          "jit", "off");

  /** How long a server that did not take a connection, or no writes, is left alone. */
  private static final Duration RECHECK = Duration.ofSeconds(1);

  private final PostgresqlConnectionFactory factory;
  private final PostgresOptions options;
  private final PostgresErrors errors;
  private final Scheduler timer;

  /**
   * @param timer for time-outs
   * @throws IllegalArgumentException when a parameter of the URL has a bad value
   */
  PostgresDatabase(PostgresOptions options, Scheduler timer) {
    this.options = options;
    this.timer = timer;
    this.errors = new PostgresErrors(options.toString());
    this.factory = new PostgresqlConnectionFactory(configuration(options));
  }

  private static PostgresqlConnectionConfiguration configuration(PostgresOptions options) {
    PostgresUrl url = options.url();
    var builder =
        PostgresqlConnectionConfiguration.builder()
            .username(url.user())
            .database(url.database())
            .applicationName(url.parameters().getOrDefault("application_name", "fleetauth"))
            .sslMode(SSLMode.fromValue(url.parameters().getOrDefault("sslmode", "disable")))
            .connectTimeout(options.limits().connectTimeout())
            .statementTimeout(options.limits().statementTimeout())
            .tcpKeepAlive(true)
            .autodetectExtensions(false)
            .options(SETTINGS);
    servers(url.hosts(), builder);
    if (url.password() != null) {
      builder.password(url.password().value());
    }
    files(url.parameters(), builder);
    return builder.build();
  }

  private static void servers(
      List<PostgresUrl.Host> hosts, PostgresqlConnectionConfiguration.Builder builder) {
    if (hosts.size() == 1) {
      builder.host(hosts.get(0).name()).port(hosts.get(0).port());
    } else {
      hosts.forEach(host -> builder.addHost(host.name(), host.port()));
      builder.targetServerType(PRIMARY).hostRecheckTime(RECHECK);
    }
  }

  private static void files(
      Map<String, String> parameters, PostgresqlConnectionConfiguration.Builder builder) {
    parameters.forEach(
        (name, value) -> {
          switch (name) {
            case "sslrootcert" -> builder.sslRootCert(value);
            case "sslcert" -> builder.sslCert(value);
            case "sslkey" -> builder.sslKey(value);
            default -> {
              /* read elsewhere */
            }
          }
        });
  }

  /** Runs {@code work} on a connection of its own, which is closed at the end. */
  <T> Mono<T> connected(Function<PostgresqlConnection, Mono<T>> work) {
    return Mono.usingWhen(
            connect(), work, PostgresDatabase::closed, (c, e) -> closed(c), c -> closed(c))
        .onErrorMap(errors::translate);
  }

  private Mono<PostgresqlConnection> connect() {
    return factory.create().timeout(options.limits().connectTimeout(), timer);
  }

  /** Closing says good-bye to the server, which may not listen any more. */
  private static Mono<Void> closed(PostgresqlConnection connection) {
    return connection.close().timeout(Duration.ofSeconds(1)).onErrorComplete();
  }

  /** Returns a pool of at most {@code size} connections. */
  Connections connections(int size) {
    return new Connections(factory, size, options.limits(), errors, timer);
  }

  PostgresErrors errors() {
    return errors;
  }

  PostgresOptions options() {
    return options;
  }

  Scheduler timer() {
    return timer;
  }
}
