// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store.postgres;

import static io.fleetauth.session.StoreException.Reason.NEWER_SCHEMA;
import static io.fleetauth.session.StoreException.Reason.NOT_WRITABLE;
import static io.fleetauth.store.postgres.Sql.required;
import static io.fleetauth.store.postgres.Sql.rows;
import static io.fleetauth.store.postgres.Sql.run;

import io.fleetauth.session.StoreException;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The tables, and how a database is brought to them: in one transaction, by one process at a time.
 *
 * @param migrations scripts that lead from an empty database to the schema of today; append only
 * @param oldest of the server's versions, as {@code server_version_num} counts them
 */
record Schema(List<String> migrations, int oldest) {

  /**
   * {@code sealed} does not get smaller by compression. {@code changed_by} is what a process that
   * missed notifications looks for, {@code fleetauth_removed} the same for what is no longer there.
   */
  private static final String FIRST =
      """
      CREATE TABLE fleetauth_session (
        registration TEXT COLLATE "C" NOT NULL,
        device TEXT COLLATE "C" NOT NULL,
        version BIGINT NOT NULL,
        state TEXT COLLATE "C" NOT NULL,
        due_at BIGINT,
        user_name TEXT COLLATE "C",
        code_hash TEXT COLLATE "C",
        handle_hash TEXT COLLATE "C",
        updated_at BIGINT NOT NULL,
        changed_by XID8 NOT NULL DEFAULT pg_current_xact_id(),
        leased_by TEXT,
        leased_until TIMESTAMPTZ,
        sealed TEXT NOT NULL,
        PRIMARY KEY (registration, device)) WITH (fillfactor = 80);
      ALTER TABLE fleetauth_session ALTER COLUMN sealed SET STORAGE EXTERNAL;
      CREATE UNIQUE INDEX fleetauth_session_by_code ON fleetauth_session (code_hash)
        WHERE code_hash IS NOT NULL;
      CREATE UNIQUE INDEX fleetauth_session_by_handle ON fleetauth_session (handle_hash)
        WHERE handle_hash IS NOT NULL;
      CREATE INDEX fleetauth_session_by_due ON fleetauth_session (due_at)
        WHERE due_at IS NOT NULL;
      CREATE INDEX fleetauth_session_by_state
        ON fleetauth_session (state, registration, device);
      CREATE INDEX fleetauth_session_by_user
        ON fleetauth_session (user_name, registration, device) WHERE user_name IS NOT NULL;
      CREATE INDEX fleetauth_session_by_change ON fleetauth_session (changed_by);
      CREATE TABLE fleetauth_removed (
        registration TEXT COLLATE "C" NOT NULL,
        device TEXT COLLATE "C" NOT NULL,
        changed_by XID8 NOT NULL DEFAULT pg_current_xact_id(),
        removed_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp());
      CREATE INDEX fleetauth_removed_by_change ON fleetauth_removed (changed_by);
      CREATE INDEX fleetauth_removed_by_time ON fleetauth_removed (removed_at);
      CREATE TABLE fleetauth_node (
        id TEXT COLLATE "C" PRIMARY KEY,
        good_until TIMESTAMPTZ NOT NULL)""";

  /** For PostgreSQL 14 and newer. */
  static final Schema TODAY = new Schema(List.of(FIRST), 140_000);

  /** Any number that other programs do not lock. */
  private static final long LOCK = 0x666c656574617574L;

  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String SERVER =
      """
      SELECT current_setting('server_version_num')::int, current_setting('server_version'),
        current_setting('server_encoding'), current_setting('transaction_read_only')""";
  private static final String LOCKED =
      "SET LOCAL statement_timeout = %d; SELECT pg_advisory_xact_lock(%d)"
          .formatted(LIMIT.toMillis(), LOCK);

  /** A role without the right to create tables may open a database that has them. */
  private static final String VERSIONED =
      """
      DO $$ BEGIN
        IF to_regclass('fleetauth_schema') IS NULL THEN
          CREATE TABLE fleetauth_schema (version INT NOT NULL);
          INSERT INTO fleetauth_schema VALUES (0);
        END IF;
      END $$""";

  private static final String VERSION = "SELECT version FROM fleetauth_schema";

  /** Completes when the database has this schema. */
  Mono<Void> migrate(PostgresDatabase database) {
    String place = database.options().toString();
    return database
        .connected(
            connection ->
                rows(connection, SERVER, Server::read)
                    .doOnNext(servers -> requireFit(place, servers.get(0)))
                    .then(Mono.from(connection.beginTransaction()))
                    .then(Mono.defer(() -> migrate(connection, place)))
                    .then(Mono.from(connection.commitTransaction()))
                    .timeout(LIMIT, database.timer())
                    .thenReturn(true))
        .then();
  }

  private Mono<Void> migrate(Connection connection, String place) {
    return run(connection, LOCKED)
        .then(run(connection, VERSIONED))
        .then(rows(connection, VERSION, row -> required(row.get(0, Integer.class))))
        .flatMap(versions -> migrate(connection, place, versions.get(0)));
  }

  private Mono<Void> migrate(Connection connection, String place, int version) {
    if (version > migrations.size()) {
      return Mono.error(
          new StoreException(
              NEWER_SCHEMA,
              place
                  + " has schema "
                  + version
                  + ", this program knows up to "
                  + migrations.size()));
    }
    return Flux.fromStream(IntStream.range(version, migrations.size()).boxed())
        .concatMap(
            next ->
                run(connection, migrations.get(next))
                    .then(run(connection, "UPDATE fleetauth_schema SET version = " + (next + 1))))
        .then();
  }

  private void requireFit(String place, Server server) {
    if (server.version < oldest) {
      throw new StoreException(
          NOT_WRITABLE,
          place + " is PostgreSQL " + server.name + ", at least " + oldest / 10_000 + " is needed");
    }
    if (!server.encoding.equals("UTF8")) {
      throw new StoreException(
          NOT_WRITABLE, place + " has the encoding " + server.encoding + ", UTF8 is needed");
    }
    if (server.readOnly) {
      throw new StoreException(NOT_WRITABLE, place + " is read-only");
    }
  }

  /** What a server says about itself. */
  private record Server(int version, String name, String encoding, boolean readOnly) {

    static Server read(Readable row) {
      return new Server(
          required(row.get(0, Integer.class)),
          required(row.get(1, String.class)),
          required(row.get(2, String.class)),
          "on".equals(row.get(3, String.class)));
    }
  }
}
