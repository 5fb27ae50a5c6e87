// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store;

import io.fleetauth.oauth.LimitExceededException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/**
 * Commits writes in groups: those that arrive while one group is being committed make the next one.
 * When one of them fails, the group is undone and run again with a savepoint for each, so that it
 * takes no other along. When a commit fails, all of its writes fail.
 */
final class GroupCommitWriter {

  private final SqlConnection connection;
  private final SqliteFile file;
  private final SqliteLimits limits;
  private final Scheduler thread;
  private final Scheduler signals;
  private final Queue<Write<?>> queue = new ConcurrentLinkedQueue<>();
  private final LongAdder commits = new LongAdder();
  private volatile boolean closed;

  /** Writes without an outcome; who raises it from zero wakes the thread. */
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * @param thread runs one task at a time and may block
   * @param signals where outcomes are told, so that the thread can go on with the next group
   */
  GroupCommitWriter(
      SqlConnection connection,
      SqliteFile file,
      SqliteLimits limits,
      Scheduler thread,
      Scheduler signals) {
    this.connection = connection;
    this.file = file;
    this.limits = limits;
    this.thread = thread;
    this.signals = signals;
  }

  <T> Mono<T> write(SqlFunction<T> work) {
    return Mono.create(sink -> offer(new Write<>(work, sink)));
  }

  long commits() {
    return commits.sum();
  }

  /** Closes the connection; must come on the writing thread. */
  void close() throws SQLException {
    closed = true;
    connection.close();
  }

  private void offer(Write<?> write) {
    int before = waiting.getAndUpdate(n -> n < limits.writeQueue() ? n + 1 : n);
    if (before == limits.writeQueue()) {
      write.sink.error(new LimitExceededException("store-write-queue", limits.writeQueue()));
      return;
    }
    queue.add(write);
    if (before == 0) {
      wake();
    }
  }

  private void wake() {
    try {
      thread.schedule(this::writeAll);
    } catch (RejectedExecutionException e) { // closed between the look and the offer
      forEachGroup(group -> group.forEach(write -> write.refuse(file)));
    }
  }

  private void writeAll() {
    forEachGroup(this::commit);
  }

  private void forEachGroup(Consumer<List<Write<?>>> action) {
    int left;
    do {
      List<Write<?>> group = nextGroup();
      if (group.isEmpty()) { // counted and not queued yet
        Thread.onSpinWait();
      } else {
        action.accept(group);
      }
      left = waiting.addAndGet(-group.size());
    } while (left > 0);
  }

  private List<Write<?>> nextGroup() {
    var group = new ArrayList<Write<?>>();
    while (group.size() < limits.batch()) {
      Write<?> write = queue.poll();
      if (write == null) {
        break;
      }
      group.add(write);
    }
    return group;
  }

  private void commit(List<Write<?>> group) {
    try {
      requireOpen();
      if (!ranAll(group)) {
        runEach(group);
      }
      connection.run("COMMIT");
      commits.increment();
    } catch (Throwable e) { // whatever it is, the thread has to go on
      rollback();
      group.forEach(write -> write.failWith(e));
    }
    signals.schedule(() -> group.forEach(write -> write.tell(file)));
  }

  private void requireOpen() {
    if (closed) {
      throw SqliteDatabase.closed(file);
    }
  }

  /** Returns whether all went well; else nothing is changed and no transaction open. */
  private boolean ranAll(List<Write<?>> group) throws SQLException {
    connection.run("BEGIN IMMEDIATE");
    try {
      for (Write<?> write : group) {
        write.run(connection);
      }
      return true;
    } catch (SQLException | RuntimeException e) {
      rollback();
      return false;
    }
  }

  private void runEach(List<Write<?>> group) throws SQLException {
    connection.run("BEGIN IMMEDIATE");
    for (Write<?> write : group) {
      write.runAlone(connection);
    }
  }

  private void rollback() {
    connection.forgetStatements();
    try {
      connection.run("ROLLBACK");
    } catch (SQLException e) { // SQLite has rolled back by itself, which is as good
      connection.forgetStatements();
    }
  }

  /** One write on its way. */
  private static final class Write<T> {

    final MonoSink<T> sink;
    private final SqlFunction<T> work;
    private @Nullable T value;
    private @Nullable Throwable error;

    Write(SqlFunction<T> work, MonoSink<T> sink) {
      this.work = work;
      this.sink = sink;
    }

    void run(SqlConnection connection) throws SQLException {
      value = work.apply(connection);
    }

    /** Throws when even its savepoint cannot be restored. */
    void runAlone(SqlConnection connection) throws SQLException {
      connection.run("SAVEPOINT write");
      try {
        run(connection);
      } catch (SQLException | RuntimeException e) {
        error = e;
        connection.forgetStatements();
        connection.run("ROLLBACK TO write");
      }
      connection.run("RELEASE write");
    }

    /** Keeps its own failure if it has one. */
    void failWith(Throwable failure) {
      if (error == null) {
        error = failure;
      }
    }

    void refuse(SqliteFile file) {
      sink.error(SqliteDatabase.closed(file));
    }

    void tell(SqliteFile file) {
      if (error != null) {
        sink.error(file.translate(error));
      } else if (value != null) {
        sink.success(value);
      } else {
        sink.success();
      }
    }
  }
}
