// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store;

import static io.fleetauth.session.StoreException.Reason.CORRUPT;
import static io.fleetauth.session.StoreException.Reason.NOT_WRITABLE;

import io.fleetauth.session.DeviceId;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.function.BiConsumer;

/**
 * Reads the file of a {@link SqliteSessionStore} beside the process that has it open, and disturbs
 * that one in nothing. All methods block: for commands. Errors are {@link StoreException}.
 */
public final class SqliteSnapshot implements AutoCloseable {

  private static final String SEALED = "SELECT registration, device, sealed FROM session";

  private final SqliteFile file;
  private final SqlConnection connection;

  private SqliteSnapshot(SqliteFile file, SqlConnection connection) {
    this.file = file;
    this.connection = connection;
  }

  /** Opens {@code path}, which must be there, read-only. */
  public static SqliteSnapshot open(Path path) {
    var file = new SqliteFile(path);
    if (!Files.isRegularFile(file.path())) {
      throw new StoreException(NOT_WRITABLE, "there is no session store " + file.path());
    }
    try {
      SqlConnection connection = file.connectToRead();
      try {
        file.requireKnown(connection, SqliteSessionStore.MIGRATIONS);
        return new SqliteSnapshot(file, connection);
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw file.failure(e);
    }
  }

  /** Gives each key and its sealed record to {@code reader}: what is there at one moment. */
  public void forEachSealed(BiConsumer<SessionKey, String> reader) {
    try (var row = connection.prepare(SEALED).executeQuery()) {
      while (row.next()) {
        reader.accept(
            new SessionKey(row.getString(1), new DeviceId(row.getString(2))), row.getString(3));
      }
    } catch (SQLException e) {
      throw file.failure(e);
    }
  }

  /**
   * Copies what is there at one moment to {@code target}, readable by its owner only, and checks
   * the copy. Written beside and moved in place: {@code target} is whole or not there. Until it is
   * done, the log of the store that is copied grows by what is written to it.
   *
   * @param target a file that must not be there yet
   */
  public Copy copyTo(Path target) {
    Path whole = target.toAbsolutePath();
    requireAbsent(whole);
    var partial = new SqliteFile(whole.resolveSibling(whole.getFileName() + ".partial"));
    try {
      Files.deleteIfExists(partial.path());
      partial.create();
      vacuumInto(partial);
      long sessions = checked(partial);
      force(partial.path());
      Files.move(partial.path(), whole);
      return new Copy(sessions, Files.size(whole));
    } catch (IOException e) {
      throw SqliteFile.notWritable("cannot write " + whole, e);
    } finally {
      deleteQuietly(partial.path());
    }
  }

  private static void requireAbsent(Path target) {
    if (Files.exists(target)) {
      throw new StoreException(
          NOT_WRITABLE,
          target + " is there already and is not overwritten",
          new FileAlreadyExistsException(target.toString()));
    }
  }

  private void vacuumInto(SqliteFile target) {
    try (var copy = connection.prepareOnce("VACUUM INTO ?")) {
      copy.setString(1, target.path().toString());
      copy.execute();
    } catch (SQLException e) {
      StoreException failure = file.failure(e);
      throw failure.reason() == CORRUPT ? failure : target.failure(e);
    }
  }

  /** Returns how many sessions there are. */
  private static long checked(SqliteFile copy) {
    try (var connection = copy.connectToRead()) {
      try (var problems = connection.prepare("PRAGMA integrity_check(1)").executeQuery()) {
        if (!"ok".equals(problems.getString(1))) {
          throw new StoreException(CORRUPT, copy.path() + ": " + problems.getString(1));
        }
      }
      try (var count = connection.prepare("SELECT count(*) FROM session").executeQuery()) {
        return count.getLong(1);
      }
    } catch (SQLException e) {
      throw copy.failure(e);
    }
  }

  /** SQLite does not: a copy can be made anew. */
  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      return; // the next copy will
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw file.failure(e);
    }
  }

  /**
   * What was copied.
   *
   * @param bytes size of the copy
   */
  public record Copy(long sessions, long bytes) {}
}
