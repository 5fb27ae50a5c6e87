// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import io.fleetauth.session.KeyRingFile;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A real PostgreSQL server on loopback, which the gateways share. Not thread-safe. */
final class PostgresKind implements StoreKind {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final String DISCONNECT =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
          + " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'";

  private final Path data;
  private final Path keys;
  private final Duration outage;
  private EmbeddedPostgres server;

  private PostgresKind(Path data, Path keys, Duration outage) throws IOException {
    this.data = data;
    this.keys = keys;
    this.outage = outage;
    this.server = builder(data).start();
  }

  /**
   * Starts the server and makes the keys that the gateways share.
   *
   * @param outage how long its faults last
   */
  static StoreKind start(Path folder, Duration outage) throws IOException {
    Path keys = folder.resolve("keys");
    KeyRingFile.loadOrCreate(keys.resolve("sealing-keys.json"));
    return new PostgresKind(folder.resolve("postgres"), keys, outage);
  }

  private static EmbeddedPostgres.Builder builder(Path data) {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPGStartupWait(START_LIMIT)
        .setServerConfig("max_connections", "200");
  }

  @Override
  public String settings() {
    return """
          store:
            url: postgresql://postgres:postgres@127.0.0.1:%d/postgres
            keys: %s
        """
        .formatted(server.getPort(), keys);
  }

  @Override
  public Map<FaultKind, Fault> faults() {
    return Map.of(
        FaultKind.STORE_DOWN, this::stop,
        FaultKind.STORE_DISCONNECT, this::disconnect,
        FaultKind.STORE_SLOW, this::suspend);
  }

  private void stop() throws IOException, InterruptedException {
    int port = server.getPort();
    server.close();
    Thread.sleep(outage.toMillis());
    server = builder(data).setPort(port).start();
  }

  private void disconnect() throws SQLException {
    try (var connection = server.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(DISCONNECT);
    }
  }

  /** All processes of the server stand still: nothing is refused, nothing is answered. */
  private void suspend() throws IOException, InterruptedException {
    List<String> processes = processes();
    signal("-STOP", processes);
    try {
      Thread.sleep(outage.toMillis());
    } finally {
      signal("-CONT", processes);
    }
  }

  private List<String> processes() throws IOException {
    long first = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0));
    Stream<ProcessHandle> all =
        ProcessHandle.of(first).stream()
            .flatMap(server -> Stream.concat(Stream.of(server), server.descendants()));
    return all.map(process -> Long.toString(process.pid())).toList();
  }

  /** One that has ended meanwhile is none to worry about. */
  private static void signal(String signal, List<String> processes)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("kill", signal));
    command.addAll(processes);
    new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
