// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store.postgres;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.fleetauth.session.NodeId;
import io.fleetauth.session.SecretHash;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SessionRecord;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Writes a group of records, each with another key, by one statement: one turn to the server and
 * one flush. Each column is an array, and what comes back are the keys of those whose version was
 * the expected one. The other processes are told by the same transaction.
 */
final class GroupStatement {

  /** Payload: who wrote, a blank, the key. */
  static final String CHANNEL = "fleetauth_session";

  private static final String TELL =
      """
       SELECT registration, device,
        pg_notify('%s', $1::text || ' ' || registration || '/' || device)::text FROM won"""
          .formatted(CHANNEL);

  private static final String NEXT =
      """
      unnest($2::text[], $3::text[], $4::bigint[], $5::text[], $6::bigint[], $7::text[],
        $8::text[], $9::text[], $10::bigint[], $11::text[])""";

  static final String INSERT =
      """
      WITH won AS (
        INSERT INTO fleetauth_session (%s) SELECT * FROM %s
        ON CONFLICT (registration, device) DO NOTHING RETURNING registration, device)"""
              .formatted(SessionRow.COLUMNS, NEXT)
          + TELL;

  static final String UPDATE =
      """
      WITH won AS (
        UPDATE fleetauth_session s SET version = n.version, state = n.state, due_at = n.due_at,
          user_name = n.user_name, code_hash = n.code_hash, handle_hash = n.handle_hash,
          updated_at = n.updated_at, sealed = n.sealed, changed_by = pg_current_xact_id()
        FROM %s AS n (%s)
        WHERE s.registration = n.registration AND s.device = n.device
          AND s.version = n.version - 1
        RETURNING s.registration, s.device)"""
              .formatted(NEXT, SessionRow.COLUMNS)
          + TELL;

  static final String DELETE =
      """
      WITH won AS (
        DELETE FROM fleetauth_session s
        USING unnest($2::text[], $3::text[], $4::bigint[]) AS n (registration, device, version)
        WHERE s.registration = n.registration AND s.device = n.device AND s.version = n.version
        RETURNING s.registration, s.device),
      gone AS (
        INSERT INTO fleetauth_removed (registration, device) SELECT registration, device FROM won)"""
          + TELL;

  private GroupStatement() {}

  /**
   * Emits the keys of the writes that won.
   *
   * @param writes all of this kind
   */
  static Mono<Set<SessionKey>> run(
      Connection connection, NodeId self, SessionWrite.Kind kind, List<SessionWrite> writes) {
    Statement statement =
        switch (kind) {
          case INSERT -> records(connection.createStatement(INSERT), writes);
          case UPDATE -> records(connection.createStatement(UPDATE), writes);
          case DELETE ->
              keys(connection.createStatement(DELETE), writes)
                  .bind(3, numbers(writes, SessionWrite::expected));
        };
    return Sql.rows(statement.bind(0, self.value()), SessionRow::key)
        .map(won -> won.stream().collect(toUnmodifiableSet()));
  }

  private static Statement keys(Statement statement, List<SessionWrite> writes) {
    return statement
        .bind(1, texts(writes, write -> write.key().registration()))
        .bind(2, texts(writes, write -> write.key().device().value()));
  }

  private static Statement records(Statement statement, List<SessionWrite> writes) {
    List<SessionRecord> next = writes.stream().map(SessionWrite::next).map(Sql::required).toList();
    return keys(statement, writes)
        .bind(3, numbers(next, SessionRecord::version))
        .bind(4, texts(next, each -> each.state().name()))
        .bind(5, numbers(next, each -> SessionRow.microsOrNull(each.dueAt())))
        .bind(6, texts(next, SessionRecord::user))
        .bind(7, texts(next, each -> text(each.code())))
        .bind(8, texts(next, each -> text(each.handle())))
        .bind(9, numbers(next, each -> SessionRow.micros(each.updatedAt())))
        .bind(10, texts(next, SessionRecord::sealed));
  }

  private static @Nullable String text(@Nullable SecretHash hash) {
    return hash == null ? null : hash.value();
  }

  private static <W> Object numbers(List<W> rows, Column<W, Long> column) {
    var values = new @Nullable Long[rows.size()];
    Arrays.setAll(values, i -> column.of(rows.get(i)));
    return values;
  }

  private static <W> Object texts(List<W> rows, Column<W, String> column) {
    var values = new @Nullable String[rows.size()];
    Arrays.setAll(values, i -> column.of(rows.get(i)));
    return values;
  }

  /** What one row has in a column. */
  private interface Column<W, V> {
    @Nullable V of(W row);
  }
}
