// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** A connection that keeps its prepared statements. One thread at a time. */
public final class SqlConnection implements AutoCloseable {

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  SqlConnection(Connection connection) {
    this.connection = connection;
  }

  /**
   * Returns the statement for {@code sql}, the same one each time: set all its parameters, do not
   * close it, but close each {@code ResultSet}, which else holds old pages alive. Use few different
   * texts, they stay for the life of the database.
   */
  public PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    return statement;
  }

  /** Returns a statement that the caller closes. */
  PreparedStatement prepareOnce(String sql) throws SQLException {
    return connection.prepareStatement(sql);
  }

  /** Prepares anew from here on: after most errors the driver leaves a statement unusable. */
  void forgetStatements() {
    statements.values().forEach(SqlConnection::closeQuietly);
    statements.clear();
  }

  private static void closeQuietly(PreparedStatement statement) {
    try {
      statement.close();
    } catch (SQLException e) {
      return; // it is of no use either way
    }
  }

  /** Runs one statement without parameters. */
  void run(String sql) throws SQLException {
    prepare(sql).execute();
  }

  /** Runs any number of statements, once. */
  void runScript(String script) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.executeUpdate(script);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
