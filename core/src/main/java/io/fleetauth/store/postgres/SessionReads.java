// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store.postgres;

import io.fleetauth.session.NodeId;
import io.fleetauth.session.SecretHash;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SessionQuery;
import io.fleetauth.session.SessionRecord;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;

/** The statements that read records. */
final class SessionReads {

  private static final String SELECT =
      "SELECT " + SessionRow.COLUMNS + " FROM fleetauth_session WHERE ";
  static final String BY_KEY = SELECT + "registration = $1 AND device = $2";
  static final String BY_HASH =
      SELECT + "code_hash = $1 UNION ALL " + SELECT + "handle_hash = $1 LIMIT 1";

  /**
   * Leases what nobody else has: the rows are locked, so another process that asks at the same time
   * goes on to the ones behind them. An own lease is used to its end and not made longer, so that
   * work which this process does not get done comes to another one.
   */
  static final String BY_DUE =
      """
      WITH due AS (
        SELECT ctid AS place, %s, leased_until IS NULL OR leased_until < clock_timestamp() AS free
        FROM fleetauth_session
        WHERE due_at <= $1 AND (leased_by IS NULL OR leased_by = $2
          OR leased_until < clock_timestamp())
        ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED),
      leased AS (
        UPDATE fleetauth_session s
        SET leased_by = $2, leased_until = clock_timestamp() + $4::bigint * interval '1 ms'
        FROM due WHERE s.ctid = due.place AND due.free)
      SELECT %s FROM due ORDER BY due_at"""
          .formatted(SessionRow.COLUMNS, SessionRow.COLUMNS);

  private SessionReads() {}

  static Mono<List<SessionRecord>> byKey(Connection connection, SessionKey key) {
    return records(
        connection
            .createStatement(BY_KEY)
            .bind(0, key.registration())
            .bind(1, key.device().value()));
  }

  static Mono<List<SessionRecord>> byHash(Connection connection, SecretHash hash) {
    return records(connection.createStatement(BY_HASH).bind(0, hash.value()));
  }

  static Mono<List<SessionRecord>> due(
      Connection connection, Instant until, int limit, NodeId self, Duration lease) {
    return records(
        connection
            .createStatement(BY_DUE)
            .bind(0, SessionRow.micros(until))
            .bind(1, self.value())
            .bind(2, limit)
            .bind(3, lease.toMillis()));
  }

  static Mono<List<SessionRecord>> list(Connection connection, SessionQuery query) {
    var listing = new Listing();
    if (query.registration() != null) {
      listing.and("registration = %s", query.registration());
    }
    if (query.state() != null) {
      listing.and("state = %s", query.state().name());
    }
    if (query.user() != null) {
      listing.and("user_name = %s", query.user());
    }
    if (query.after() != null) {
      listing.and(
          "(registration, device) > (%s, %s)",
          query.after().registration(), query.after().device().value());
    }
    return records(listing.statement(connection, query.limit()));
  }

  private static Mono<List<SessionRecord>> records(Statement statement) {
    return Sql.rows(statement, SessionRow::read);
  }

  /** One of a few statements, each with an index to walk. */
  private static final class Listing {

    private final StringBuilder sql = new StringBuilder(SELECT + "TRUE");
    private final List<String> parameters = new ArrayList<>();

    void and(String condition, String... values) {
      var names = new Object[values.length];
      for (int i = 0; i < values.length; i++) {
        parameters.add(values[i]);
        names[i] = "$" + parameters.size();
      }
      sql.append(" AND ").append(condition.formatted(names));
    }

    Statement statement(Connection connection, int limit) {
      sql.append(" ORDER BY registration, device LIMIT $").append(parameters.size() + 1);
      Statement statement = connection.createStatement(sql.toString());
      for (int i = 0; i < parameters.size(); i++) {
        statement.bind(i, parameters.get(i));
      }
      return statement.bind(parameters.size(), limit);
    }
  }
}
