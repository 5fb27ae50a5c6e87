// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.store.SqlConnection;
import io.fleetauth.store.SqliteDatabase;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Rows in one SQLite file; every write is on the disk before it completes. */
final class SqliteAuthorityStore implements AuthorityStore {

  private static final Logger LOG = LoggerFactory.getLogger(SqliteAuthorityStore.class);

  private static final List<String> MIGRATIONS =
      List.of(
          """
          CREATE TABLE authority_row (
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            version INTEGER NOT NULL,
            json TEXT NOT NULL,
            PRIMARY KEY (kind, id)
          ) WITHOUT ROWID;""");
  private static final String SELECT = "SELECT kind, id, version, json FROM authority_row";
  private static final String UPSERT =
      """
      INSERT INTO authority_row (kind, id, version, json) VALUES (?, ?, ?, ?)
      ON CONFLICT (kind, id) DO UPDATE SET version = excluded.version, json = excluded.json
      WHERE excluded.version > authority_row.version""";
  private static final String DELETE =
      "DELETE FROM authority_row WHERE kind = ? AND id = ? AND version < ?";

  private final SqliteDatabase database;

  private SqliteAuthorityStore(SqliteDatabase database) {
    this.database = database;
  }

  static Mono<AuthorityStore> open(Path file) {
    return SqliteDatabase.open(file, MIGRATIONS).map(SqliteAuthorityStore::new);
  }

  @Override
  public Mono<List<Row>> load() {
    return database.read(SqliteAuthorityStore::loadNow);
  }

  private static List<Row> loadNow(SqlConnection connection) throws SQLException {
    var rows = new ArrayList<Row>();
    try (var found = connection.prepare(SELECT).executeQuery()) {
      while (found.next()) {
        var kind = Row.Kind.valueOf(found.getString(1));
        rows.add(new Row(kind, found.getString(2), found.getLong(3), found.getString(4)));
      }
    }
    return rows;
  }

  @Override
  public Mono<Void> write(List<Row> rows) {
    return rows.isEmpty()
        ? Mono.empty()
        : database
            .write(connection -> writeNow(connection, rows))
            .doOnError(failure -> LOG.error("The authority's store refused a write", failure))
            .onErrorMap(failure -> new RefusedException(Refusal.STORAGE_DOWN, "Try again later."))
            .then();
  }

  private static Integer writeNow(SqlConnection connection, List<Row> rows) throws SQLException {
    for (Row row : rows) {
      PreparedStatement statement = connection.prepare(row.json() == null ? DELETE : UPSERT);
      statement.setString(1, row.kind().name());
      statement.setString(2, row.id());
      statement.setLong(3, row.version());
      if (row.json() != null) {
        statement.setString(4, row.json());
      }
      statement.executeUpdate();
    }
    return rows.size();
  }

  @Override
  public Mono<Void> close() {
    return database.close();
  }
}
