// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store;

import io.fleetauth.oauth.LimitExceededException;
import io.fleetauth.session.StoreException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A SQLite file for one process: write-ahead log, {@code synchronous=FULL}, one writer that commits
 * in groups, a few readers. What a {@code write} emitted survives a crash of the process and of the
 * machine. Thread-safe; publishers are cold, and their signals come on a thread of the database
 * that must not be blocked.
 *
 * <p>Errors are {@link StoreException} by its reasons, {@link LimitExceededException} for {@code
 * store-write-queue} and {@code store-read-queue}, and whatever the work throws.
 */
public final class SqliteDatabase {

  private final SqliteFile file;
  private final SqliteLimits limits;
  private final DatabaseThreads threads;
  private final DatabaseLock lock;
  private final GroupCommitWriter writer;
  private final Queue<SqlConnection> idleReaders = new ConcurrentLinkedQueue<>();
  private final Mono<Void> closing;
  private volatile boolean closed;

  private SqliteDatabase(
      SqliteFile file,
      SqliteLimits limits,
      DatabaseThreads threads,
      DatabaseLock lock,
      SqlConnection writing) {
    this.file = file;
    this.limits = limits;
    this.threads = threads;
    this.lock = lock;
    this.writer = new GroupCommitWriter(writing, file, limits, threads.writer(), threads.signals());
    this.closing = closeOnce().cache();
  }

  /** Like {@link #open(Path, List, SqliteLimits)} with {@link SqliteLimits#DEFAULT}. */
  public static Mono<SqliteDatabase> open(Path path, List<String> migrations) {
    return open(path, migrations, SqliteLimits.DEFAULT);
  }

  /**
   * Emits the database, created if it is not there. Takes a lock on {@code <path>.lock} until it is
   * closed. The time this takes does not depend on the size of the file.
   *
   * @param migrations scripts that lead from an empty database to the schema of today; the ones
   *     that the file has not seen are run, each in a transaction. Append only
   */
  public static Mono<SqliteDatabase> open(Path path, List<String> migrations, SqliteLimits limits) {
    return Mono.defer(() -> open(path, migrations, limits, new DatabaseThreads(limits)));
  }

  private static Mono<SqliteDatabase> open(
      Path path, List<String> migrations, SqliteLimits limits, DatabaseThreads threads) {
    var file = new SqliteFile(path);
    return Mono.fromCallable(() -> opened(file, migrations, limits, threads))
        .subscribeOn(threads.writer())
        .publishOn(threads.signals())
        .onErrorMap(file::translate)
        .onErrorResume(e -> threads.close().then(Mono.error(e)));
  }

  private static SqliteDatabase opened(
      SqliteFile file, List<String> migrations, SqliteLimits limits, DatabaseThreads threads)
      throws SQLException {
    file.create();
    DatabaseLock lock = DatabaseLock.take(file.path());
    try {
      return new SqliteDatabase(file, limits, threads, lock, migrated(file, migrations));
    } catch (SQLException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static SqlConnection migrated(SqliteFile file, List<String> migrations)
      throws SQLException {
    SqlConnection connection = file.connect();
    try {
      file.migrate(connection, migrations);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Runs {@code work} in a transaction and emits its result once that is durable. Once subscribed,
   * it is done also when the subscriber cancels. When {@code work} throws, its changes are undone
   * and nobody else's. It may run twice, the first time undone, so all that it does must be in the
   * database; it must not end the transaction.
   */
  public <T> Mono<T> write(SqlFunction<T> work) {
    return Mono.defer(() -> closed ? Mono.error(closed(file)) : writer.write(work));
  }

  /** Runs {@code work}, which must not write, and emits its result; it sees every emitted write. */
  public <T> Mono<T> read(SqlFunction<T> work) {
    return Mono.defer(() -> Mono.justOrEmpty(readNow(work)))
        .subscribeOn(threads.readers())
        .publishOn(threads.signals())
        .onErrorMap(this::readError);
  }

  private <T> @Nullable T readNow(SqlFunction<T> work) {
    if (closed) {
      throw closed(file);
    }
    try {
      return readWith(work);
    } catch (SQLException e) {
      throw (StoreException) file.translate(e);
    }
  }

  private <T> @Nullable T readWith(SqlFunction<T> work) throws SQLException {
    SqlConnection idle = idleReaders.poll();
    SqlConnection connection = idle == null ? file.connect() : idle;
    try {
      return work.apply(connection);
    } catch (SQLException e) {
      connection.forgetStatements();
      throw e;
    } finally {
      idleReaders.add(connection);
    }
  }

  private Throwable readError(Throwable error) {
    if (error instanceof RejectedExecutionException) {
      return closed
          ? closed(file)
          : new LimitExceededException("store-read-queue", limits.readQueue());
    }
    return error;
  }

  /** Returns how many commits there were, each of one or more writes. */
  public long commits() {
    return writer.commits();
  }

  /** Lets writes under way end, then closes the file. Idempotent; later calls fail. */
  public Mono<Void> close() {
    return closing;
  }

  private Mono<Void> closeOnce() {
    return Mono.<Void>fromRunnable(() -> closed = true)
        .then(threads.closeReaders())
        .then(Mono.fromCallable(this::disconnect).subscribeOn(threads.writer()))
        .onErrorMap(file::translate)
        .onErrorResume(e -> threads.close().then(Mono.error(e)))
        .then(threads.close());
  }

  /** Comes after the writes under way, as the writer's thread takes its tasks in order. */
  private boolean disconnect() throws SQLException {
    try (lock) {
      for (SqlConnection reader : idleReaders) {
        reader.close();
      }
      writer.close();
    }
    return true;
  }

  static StoreException closed(SqliteFile file) {
    return new StoreException(StoreException.Reason.CLOSED, file.path() + " is closed");
  }
}
