// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store;

import static io.fleetauth.session.StoreException.Reason.CORRUPT;
import static io.fleetauth.session.StoreException.Reason.DUPLICATE;
import static io.fleetauth.session.StoreException.Reason.FULL;
import static io.fleetauth.session.StoreException.Reason.IN_USE;
import static io.fleetauth.session.StoreException.Reason.NEWER_SCHEMA;
import static io.fleetauth.session.StoreException.Reason.NOT_WRITABLE;
import static io.fleetauth.session.StoreException.Reason.UNAVAILABLE;

import io.fleetauth.session.StoreException;
import io.fleetauth.session.StoreException.Reason;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteErrorCode;

/**
 * A SQLite file: how it is made, opened and brought to the newest schema, and what its errors mean.
 */
record SqliteFile(Path path) {

  private static final int BUSY_MILLIS = 5_000;
  private static final int CACHE_KIBIBYTES = 16 << 10;

  /** 32 MB of log: a page that is written often in that time is copied to its place once. */
  private static final int CHECKPOINT_PAGES = 8_000;

  private static final int JOURNAL_BYTES = 64 << 20;

  SqliteFile {
    path = path.toAbsolutePath();
  }

  /**
   * Makes the file, readable by its owner only, unless it is there; SQLite's other files follow.
   */
  void create() {
    try {
      Files.createDirectories(path.getParent());
      Files.createFile(path, onlyOwner());
    } catch (FileAlreadyExistsException e) {
      requireFile();
    } catch (IOException e) {
      throw notWritable("cannot create " + path, e);
    }
  }

  private void requireFile() {
    if (!Files.isRegularFile(path)) {
      throw new StoreException(NOT_WRITABLE, path + " is not a file");
    }
    if (!Files.isWritable(path)) {
      throw new StoreException(NOT_WRITABLE, path + advice(NOT_WRITABLE));
    }
  }

  /** Returns the failure with the system's reason; it gives none where permission is missing. */
  static StoreException notWritable(String problem, IOException e) {
    String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
    String why = reason == null ? "; look at the permissions of its folder" : ": " + reason;
    return new StoreException(NOT_WRITABLE, problem + why, e);
  }

  private FileAttribute<?>[] onlyOwner() {
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  SqlConnection connect() throws SQLException {
    var config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setBusyTimeout(BUSY_MILLIS);
    config.setJournalSizeLimit(JOURNAL_BYTES);
    config.setCacheSize(-CACHE_KIBIBYTES);
    var connection = new SqlConnection(config.createConnection("jdbc:sqlite:" + path));
    connection.runScript("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
    return connection;
  }

  /** Connects beside whoever has the file open for writing. */
  SqlConnection connectToRead() throws SQLException {
    var config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(BUSY_MILLIS);
    return new SqlConnection(config.createConnection("jdbc:sqlite:" + path));
  }

  /** Throws when the file is not of a schema that this program reads. */
  void requireKnown(SqlConnection connection, List<String> migrations) throws SQLException {
    int version = version(connection);
    if (version == 0) {
      throw new StoreException(CORRUPT, path + " is not a session store");
    }
    requireNotNewer(version, migrations);
  }

  private void requireNotNewer(int version, List<String> migrations) {
    if (version > migrations.size()) {
      throw new StoreException(
          NEWER_SCHEMA,
          "%s has schema %d, this program knows up to %d: run the newer Fleetauth that wrote it"
              .formatted(path, version, migrations.size()));
    }
  }

  /** Runs those of {@code migrations} that the file has not seen; {@code user_version} counts. */
  void migrate(SqlConnection connection, List<String> migrations) throws SQLException {
    int version = version(connection);
    requireNotNewer(version, migrations);
    for (int next = version + 1; next <= migrations.size(); next++) {
      connection.runScript(
          "BEGIN IMMEDIATE; %s; PRAGMA user_version = %d; COMMIT"
              .formatted(migrations.get(next - 1), next));
    }
  }

  private static int version(SqlConnection connection) throws SQLException {
    try (var result = connection.prepare("PRAGMA user_version").executeQuery()) {
      return result.getInt(1);
    }
  }

  /** Returns {@code error} as callers of a store know it. */
  Throwable translate(Throwable error) {
    return error instanceof SQLException e ? failure(e) : error;
  }

  StoreException failure(SQLException e) {
    Reason reason = reason(e);
    return new StoreException(reason, path + advice(reason) + ": " + e.getMessage(), e);
  }

  private static Reason reason(SQLException error) {
    return switch (SQLiteErrorCode.getErrorCode(error.getErrorCode())) {
      case SQLITE_CORRUPT, SQLITE_NOTADB -> CORRUPT;
      case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH -> NOT_WRITABLE;
      case SQLITE_FULL -> FULL;
      case SQLITE_BUSY, SQLITE_LOCKED -> IN_USE;
      case SQLITE_CONSTRAINT -> DUPLICATE;
      default -> UNAVAILABLE;
    };
  }

  /** What its owner can do, to follow the path. */
  private static String advice(Reason reason) {
    return switch (reason) {
      case CORRUPT -> " is damaged or no database; put a backup in its place";
      case NOT_WRITABLE -> " cannot be written; look at the permissions of file and folder";
      case FULL -> " has no room to grow; make room on its disk, then it goes on by itself";
      case IN_USE -> " is locked by another program; close that one";
      default -> "";
    };
  }
}
