// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store;

import io.fleetauth.session.DeviceId;
import io.fleetauth.session.DeviceSession.State;
import io.fleetauth.session.SecretHash;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SessionRecord;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A session record as a row; its times are nanoseconds since 1970, up to the year 2262. */
final class SessionRow {

  static final String SCHEMA =
      """
      CREATE TABLE session (
        registration TEXT NOT NULL,
        device TEXT NOT NULL,
        version INTEGER NOT NULL,
        state TEXT NOT NULL,
        due_at INTEGER,
        user_name TEXT,
        code_hash TEXT,
        handle_hash TEXT,
        updated_at INTEGER NOT NULL,
        sealed TEXT NOT NULL,
        PRIMARY KEY (registration, device));
      CREATE UNIQUE INDEX session_by_code ON session (code_hash) WHERE code_hash IS NOT NULL;
      CREATE UNIQUE INDEX session_by_handle ON session (handle_hash) WHERE handle_hash IS NOT NULL;
      CREATE INDEX session_by_due ON session (due_at) WHERE due_at IS NOT NULL;
      CREATE INDEX session_by_state ON session (state, registration, device);
      CREATE INDEX session_by_user ON session (user_name, registration, device)
        WHERE user_name IS NOT NULL;
      """;

  static final String COLUMNS =
      "registration, device, version, state, due_at, user_name, code_hash, handle_hash,"
          + " updated_at, sealed";

  private SessionRow() {}

  /** Sets the columns that a new version changes as parameters 1 to 8, the key as 9 and 10. */
  static void bind(PreparedStatement statement, SessionRecord session) throws SQLException {
    statement.setLong(1, session.version());
    statement.setString(2, session.state().name());
    bindInstant(statement, 3, session.dueAt());
    statement.setString(4, session.user());
    bindHash(statement, 5, session.code());
    bindHash(statement, 6, session.handle());
    bindInstant(statement, 7, session.updatedAt());
    statement.setString(8, session.sealed());
    bindKey(statement, 9, session.key());
  }

  static void bindKey(PreparedStatement statement, int at, SessionKey key) throws SQLException {
    statement.setString(at, key.registration());
    statement.setString(at + 1, key.device().value());
  }

  static void bindInstant(PreparedStatement statement, int at, @Nullable Instant value)
      throws SQLException {
    if (value == null) {
      statement.setObject(at, null);
    } else {
      statement.setLong(at, nanos(value));
    }
  }

  private static void bindHash(PreparedStatement statement, int at, @Nullable SecretHash hash)
      throws SQLException {
    statement.setString(at, hash == null ? null : hash.value());
  }

  private static long nanos(Instant instant) {
    try {
      return Math.addExact(
          Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    } catch (ArithmeticException e) {
      return instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  /** Returns all rows of the query, whose columns are {@link #COLUMNS}. */
  static List<SessionRecord> readAll(PreparedStatement query) throws SQLException {
    var sessions = new ArrayList<SessionRecord>();
    try (var row = query.executeQuery()) {
      while (row.next()) {
        sessions.add(read(row));
      }
    }
    return sessions;
  }

  private static SessionRecord read(ResultSet row) throws SQLException {
    return new SessionRecord(
        new SessionKey(row.getString(1), new DeviceId(row.getString(2))),
        row.getLong(3),
        State.valueOf(row.getString(4)),
        instantOrNull(row, 5),
        row.getString(6),
        hash(row.getString(7)),
        hash(row.getString(8)),
        instant(row.getLong(9)),
        row.getString(10));
  }

  private static @Nullable Instant instantOrNull(ResultSet row, int at) throws SQLException {
    long nanos = row.getLong(at);
    return row.wasNull() ? null : instant(nanos);
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }

  private static @Nullable SecretHash hash(@Nullable String value) {
    return value == null ? null : new SecretHash(value);
  }
}
