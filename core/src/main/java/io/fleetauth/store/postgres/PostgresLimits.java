// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store.postgres;

import java.time.Duration;

/**
 * Bounds of the work with a PostgreSQL server, for one process.
 *
 * @param writers most connections that write; each writes one group at a time
 * @param writeQueue most writes without an outcome; one more is refused with {@code
 *     LimitExceededException}
 * @param batch most writes in one statement
 * @param readers most connections that read
 * @param readQueue most reads without an outcome; one more is refused likewise
 * @param connectTimeout longest wait for a connection, a free one or a new one
 * @param statementTimeout longest wait for the answer to a statement
 */
public record PostgresLimits(
    int writers,
    int writeQueue,
    int batch,
    int readers,
    int readQueue,
    Duration connectTimeout,
    Duration statementTimeout) {

  /** 4 writers, 8 readers, 20,000 waiting calls of each kind, groups of 200; 5 s and 10 s. */
  public static final PostgresLimits DEFAULT =
      new PostgresLimits(4, 20_000, 200, 8, 20_000, Duration.ofSeconds(5), Duration.ofSeconds(10));

  public PostgresLimits {
    if (writers < 1 || writeQueue < 1 || batch < 1 || readers < 1 || readQueue < 1) {
      throw new IllegalArgumentException("each limit must be at least 1");
    }
    if (connectTimeout.toMillis() < 1 || statementTimeout.toMillis() < 1) {
      throw new IllegalArgumentException("each time-out must be at least 1 ms");
    }
  }

  public PostgresLimits withWriteQueue(int limit) {
    return new PostgresLimits(
        writers, limit, batch, readers, readQueue, connectTimeout, statementTimeout);
  }

  public PostgresLimits withReadQueue(int limit) {
    return new PostgresLimits(
        writers, writeQueue, batch, readers, limit, connectTimeout, statementTimeout);
  }

  /**
   * @param connect at least 1 ms
   * @param statement at least 1 ms
   */
  public PostgresLimits withTimeouts(Duration connect, Duration statement) {
    return new PostgresLimits(writers, writeQueue, batch, readers, readQueue, connect, statement);
  }
}
