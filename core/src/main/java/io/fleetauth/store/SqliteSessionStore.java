// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store;

import static io.fleetauth.store.SessionRow.COLUMNS;

import io.fleetauth.session.Nodes;
import io.fleetauth.session.SecretHash;
import io.fleetauth.session.SessionChanges;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SessionQuery;
import io.fleetauth.session.SessionRecord;
import io.fleetauth.session.SessionStore;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Keeps sessions in one SQLite file, for one process: nothing to install, crash safe, and opened in
 * milliseconds whatever its size. Needs {@code org.xerial:sqlite-jdbc}. Threads and errors are
 * those of {@link SqliteDatabase}. Times are kept to the nanosecond, up to the year 2262.
 */
public final class SqliteSessionStore implements SessionStore {

  static final List<String> MIGRATIONS = List.of(SessionRow.SCHEMA);

  private static final String INSERT =
      """
      INSERT INTO session (version, state, due_at, user_name, code_hash, handle_hash, updated_at,
        sealed, registration, device)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (registration, device) DO NOTHING""";

  /** Leaves alone what has an index and mostly stays: each index written is a page in the log. */
  static final String UPDATE_SAME_INDEXES =
      """
      UPDATE session SET version = ?1, due_at = ?3, updated_at = ?7, sealed = ?8
      WHERE registration = ?9 AND device = ?10 AND version = ?11 AND state = ?2
        AND user_name IS ?4 AND code_hash IS ?5 AND handle_hash IS ?6""";

  private static final String UPDATE =
      """
      UPDATE session SET version = ?, state = ?, due_at = ?, user_name = ?, code_hash = ?,
        handle_hash = ?, updated_at = ?, sealed = ?
      WHERE registration = ? AND device = ? AND version = ?""";
  private static final String DELETE =
      "DELETE FROM session WHERE registration = ? AND device = ? AND version = ?";

  private static final String SELECT = "SELECT " + COLUMNS + " FROM session WHERE ";
  static final String BY_KEY = SELECT + "registration = ? AND device = ?";
  static final String BY_HASH =
      SELECT + "code_hash = ? UNION ALL " + SELECT + "handle_hash = ? LIMIT 1";
  static final String BY_DUE = SELECT + "due_at <= ? ORDER BY due_at LIMIT ?";

  private final SqliteDatabase database;
  private final SessionChanges changes = new SessionChanges();
  private final Nodes nodes = Nodes.sole();

  private SqliteSessionStore(SqliteDatabase database) {
    this.database = database;
  }

  /** Like {@link #open(Path, SqliteLimits)} with {@link SqliteLimits#DEFAULT}. */
  public static Mono<SqliteSessionStore> open(Path file) {
    return open(file, SqliteLimits.DEFAULT);
  }

  /** Emits the store in {@code file}, created with its folders if it is not there. */
  public static Mono<SqliteSessionStore> open(Path file, SqliteLimits limits) {
    return SqliteDatabase.open(file, MIGRATIONS, limits).map(SqliteSessionStore::new);
  }

  @Override
  public Mono<SessionRecord> find(SessionKey key) {
    return records(
            sql -> {
              PreparedStatement query = sql.prepare(BY_KEY);
              SessionRow.bindKey(query, 1, key);
              return SessionRow.readAll(query);
            })
        .next();
  }

  @Override
  public Mono<SessionRecord> findByHash(SecretHash hash) {
    return records(
            sql -> {
              PreparedStatement query = sql.prepare(BY_HASH);
              query.setString(1, hash.value());
              query.setString(2, hash.value());
              return SessionRow.readAll(query);
            })
        .next();
  }

  @Override
  public Mono<Boolean> replace(SessionRecord next) {
    return database.write(sql -> replaced(sql, next)).doOnNext(won -> tell(won, next.key()));
  }

  private static boolean replaced(SqlConnection sql, SessionRecord next) throws SQLException {
    return next.version() - 1 == SessionRecord.ABSENT
        ? wrote(sql, INSERT, next)
        : wrote(sql, UPDATE_SAME_INDEXES, next) || wrote(sql, UPDATE, next);
  }

  private static boolean wrote(SqlConnection sql, String text, SessionRecord next)
      throws SQLException {
    PreparedStatement write = sql.prepare(text);
    SessionRow.bind(write, next);
    if (!text.equals(INSERT)) {
      write.setLong(11, next.version() - 1);
    }
    return write.executeUpdate() == 1;
  }

  @Override
  public Mono<Boolean> remove(SessionKey key, long version) {
    return database.write(sql -> removed(sql, key, version)).doOnNext(won -> tell(won, key));
  }

  private static boolean removed(SqlConnection sql, SessionKey key, long version)
      throws SQLException {
    PreparedStatement delete = sql.prepare(DELETE);
    SessionRow.bindKey(delete, 1, key);
    delete.setLong(3, version);
    return delete.executeUpdate() == 1;
  }

  private void tell(boolean won, SessionKey key) {
    if (won) {
      changes.changed(key);
    }
  }

  @Override
  public Flux<SessionRecord> due(Instant until, int limit) {
    return records(
        sql -> {
          PreparedStatement query = sql.prepare(BY_DUE);
          SessionRow.bindInstant(query, 1, until);
          query.setInt(2, limit);
          return SessionRow.readAll(query);
        });
  }

  @Override
  public Flux<SessionRecord> list(SessionQuery query) {
    return records(sql -> SessionRow.readAll(SessionListing.prepare(sql, query)));
  }

  private Flux<SessionRecord> records(SqlFunction<List<SessionRecord>> query) {
    return database.read(query).flatMapIterable(all -> all);
  }

  @Override
  public Flux<SessionKey> watch() {
    return changes.watch();
  }

  @Override
  public Nodes nodes() {
    return nodes;
  }

  /** Returns how many commits there were, each of one or more writes. */
  public long commits() {
    return database.commits();
  }

  @Override
  public Mono<Void> close() {
    return database.close().doOnTerminate(changes::close);
  }
}
