// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store.postgres;

import static org.junit.jupiter.api.Assumptions.abort;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** A real PostgreSQL server for all tests of a JVM; each test class takes a database of its own. */
public final class PostgresServer {

  /** Whose password every server of the tests knows. */
  public static final String USER = "postgres";

  private static final AtomicInteger DATABASES = new AtomicInteger();

  private PostgresServer() {}

  /** Skips the test on a machine that there are no binaries for. */
  public static void require() {
    String machine = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
    if (!machine.toLowerCase(Locale.ROOT).matches("linux on (amd64|x86_64)")) {
      abort("there is no PostgreSQL for " + machine);
    }
  }

  /** Returns the URL of an empty database. */
  public static String database() {
    require();
    String name = "test" + DATABASES.incrementAndGet();
    execute(url("postgres"), "CREATE DATABASE " + name);
    return url(name);
  }

  private static String url(String database) {
    return url(Running.SERVER, database);
  }

  static String url(EmbeddedPostgres server, String database) {
    return "postgresql://" + USER + ":postgres@127.0.0.1:" + server.getPort() + "/" + database;
  }

  /** Returns the same place for another user. */
  static String as(String user, String password, String url) {
    return url.replace("//postgres:postgres@", "//" + user + ":" + password + "@");
  }

  /** Lets the server, which trusts everybody else, ask this role for its password. */
  static void askForPasswordOf(String role) throws IOException {
    String url = url("postgres");
    Path file = Path.of(query(url, "SHOW hba_file"));
    String rules = Files.readString(file);
    Files.writeString(file, "host all " + role + " all scram-sha-256\n" + rules);
    execute(url, "SELECT pg_reload_conf()");
  }

  /** Runs statements as another client would, on a connection of its own. */
  static void execute(String url, String sql) {
    try (Connection connection = connect(url);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the first column of the first row. */
  static String query(String url, String sql) {
    try (Connection connection = connect(url);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static Connection connect(String url) throws SQLException {
    String withoutUser = url.replaceFirst("//.*@", "//");
    String[] login = url.replaceFirst(".*//", "").replaceFirst("@.*", "").split(":");
    return DriverManager.getConnection("jdbc:" + withoutUser, login[0], login[1]);
  }

  /** A server that may be stopped: it keeps its data and its port. */
  static EmbeddedPostgres.Builder builder() {
    return EmbeddedPostgres.builder()
        .setPGStartupWait(Duration.ofSeconds(60))
        .setServerConfig("max_connections", "200");
  }

  /** Started with the first database, stopped with the JVM. */
  private static final class Running {

    static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      try {
        return builder().start();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
