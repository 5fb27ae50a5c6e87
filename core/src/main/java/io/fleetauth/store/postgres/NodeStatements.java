// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store.postgres;

import static io.fleetauth.store.postgres.Sql.required;
import static io.fleetauth.store.postgres.Sql.rows;

import io.fleetauth.session.NodeId;
import io.fleetauth.session.SessionKey;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;

/** The statements by which a process is there for the others and learns what they did. */
final class NodeStatements {

  /** Payload: the node, a blank, its {@link Beat#mark}. */
  static final String MARKS = "fleetauth_mark";

  /** Told when a node leaves. */
  static final String NODES = "fleetauth_node";

  static final String LISTEN =
      "LISTEN " + GroupStatement.CHANNEL + "; LISTEN " + MARKS + "; LISTEN " + NODES;

  /** A mark is behind every notification that was sent before it. */
  private static final String BEAT =
      """
      WITH mine AS (
        INSERT INTO fleetauth_node AS n (id, good_until)
        VALUES ($1, clock_timestamp() + $2::bigint * interval '1 ms')
        ON CONFLICT (id) DO UPDATE SET good_until = EXCLUDED.good_until
        RETURNING xmax = 0 AS inserted, pg_snapshot_xmin(pg_current_snapshot())::text AS mark)
      SELECT inserted, mark, pg_notify('%s', $1::text || ' ' || mark)::text FROM mine"""
          .formatted(MARKS);

  private static final String BURY =
      """
      WITH gone AS (DELETE FROM fleetauth_node WHERE good_until < clock_timestamp() RETURNING id)
      SELECT pg_notify('%s', '')::text FROM gone"""
          .formatted(NODES);
  private static final String LOOK = "SELECT id FROM fleetauth_node";
  private static final String LEAVE =
      """
      WITH gone AS (DELETE FROM fleetauth_node WHERE id = $1 RETURNING id)
      SELECT pg_notify('%s', '')::text FROM gone"""
          .formatted(NODES);

  private static final String CHANGED_SINCE =
      """
      SELECT registration, device FROM fleetauth_session WHERE changed_by >= $1::text::xid8
      UNION SELECT registration, device FROM fleetauth_removed
      WHERE changed_by >= $1::text::xid8""";

  private static final String FORGET =
      "DELETE FROM fleetauth_removed WHERE removed_at < clock_timestamp() - interval '1 day'";

  private NodeStatements() {}

  /**
   * What a beat told.
   *
   * @param inserted whether nobody knew this process before
   * @param mark every transaction with a smaller id has ended
   */
  record Beat(boolean inserted, String mark) {}

  /** Says that a node is there for {@code life}. */
  static Mono<Beat> beat(Connection connection, NodeId node, Duration life) {
    return rows(
            connection.createStatement(BEAT).bind(0, node.value()).bind(1, life.toMillis()),
            row ->
                new Beat(required(row.get(0, Boolean.class)), required(row.get(1, String.class))))
        .map(beats -> beats.get(0));
  }

  /** Removes the nodes whose life is over, then emits the others. */
  static Mono<List<NodeId>> look(Connection connection) {
    return rows(connection, BURY, row -> true)
        .then(rows(connection, LOOK, row -> new NodeId(required(row.get(0, String.class)))));
  }

  static Mono<Void> leave(Connection connection, NodeId node) {
    return rows(connection.createStatement(LEAVE).bind(0, node.value()), row -> true).then();
  }

  /** Emits what was written or removed by a transaction that had not ended at {@code mark}. */
  static Mono<List<SessionKey>> changedSince(Connection connection, String mark) {
    return rows(connection.createStatement(CHANGED_SINCE).bind(0, mark), SessionRow::key);
  }

  /** Removes what is only kept for those who missed a notification, after a day. */
  static Mono<Void> forget(Connection connection) {
    return Sql.run(connection, FORGET);
  }
}
