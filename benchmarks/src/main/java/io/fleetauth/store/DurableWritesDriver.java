// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store;

import static java.util.Objects.requireNonNull;

import io.fleetauth.session.SessionRecord;
import io.fleetauth.store.WriteRound.Speed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Random;

/**
 * Compares durable writes per second of the embedded store with the same statement on the same
 * schema without our code (one thread, {@code writers} updates in a commit), in turns, and prints
 * the best round of each with CPU for each write. About 40 s. Run: {@code java -cp
 * benchmarks/target/benchmarks.jar io.fleetauth.store.DurableWritesDriver [folder] [sessions]}.
 */
public final class DurableWritesDriver {

  private static final int[] WRITERS = {1, 16, 100, 1000};
  private static final int ROUNDS = 3;

  private final Path folder;
  private final int sessions;
  private final Random random = new Random(2026);

  private DurableWritesDriver(Path folder, int sessions) {
    this.folder = folder;
    this.sessions = sessions;
  }

  public static void main(String[] args) throws IOException, SQLException {
    Path parent = Path.of(args.length > 0 ? args[0] : System.getProperty("java.io.tmpdir"));
    int sessions = args.length > 1 ? Integer.parseInt(args[1]) : 20_000;
    new DurableWritesDriver(Files.createTempDirectory(parent, "writes"), sessions).run();
  }

  private void run() throws SQLException {
    var plain = new WrittenFleet(sessions);
    var ours = new WrittenFleet(sessions);
    Path plainFile = folder.resolve("plain.db");
    WriteRound.fill(open(plainFile), plain).close().block();
    SqliteSessionStore store = WriteRound.fill(open(folder.resolve("ours.db")), ours);
    try (SqlConnection connection = new SqliteFile(plainFile).connect()) {
      Speed.printHead();
      for (int writers : WRITERS) {
        compare(writers, connection, plain, store, ours);
      }
    }
    store.close().block();
  }

  private static SqliteSessionStore open(Path file) {
    return requireNonNull(SqliteSessionStore.open(file).block(), "a store");
  }

  private void compare(
      int writers,
      SqlConnection connection,
      WrittenFleet plainFleet,
      SqliteSessionStore store,
      WrittenFleet storeFleet)
      throws SQLException {
    Speed plain = Speed.NONE;
    Speed ours = Speed.NONE;
    for (int round = 0; round < ROUNDS; round++) {
      plain = plain.best(plain(writers, connection, plainFleet));
      ours = ours.best(WriteRound.stored(writers, store, storeFleet));
    }
    Speed.print(writers, plain, ours);
  }

  private Speed plain(int batch, SqlConnection connection, WrittenFleet fleet) throws SQLException {
    var round = new WriteRound();
    long writes = 0;
    while (round.isRunning()) {
      connection.run("BEGIN IMMEDIATE");
      for (int i = 0; i < batch; i++) {
        writes += written(connection, fleet.next(random.nextInt(sessions)));
      }
      connection.run("COMMIT");
    }
    return round.speed(writes);
  }

  private static int written(SqlConnection connection, SessionRecord next) throws SQLException {
    var update = connection.prepare(SqliteSessionStore.UPDATE_SAME_INDEXES);
    SessionRow.bind(update, next);
    update.setLong(11, next.version() - 1);
    return update.executeUpdate();
  }
}
