// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store;

/**
 * Bounds of an embedded database.
 *
 * @param writeQueue most writes that wait for their commit; one more is refused with {@code
 *     LimitExceededException}
 * @param batch most writes in one commit
 * @param readers most reads at a time, each with a connection and a thread
 * @param readQueue most reads that wait for each reader; one more is refused likewise
 */
public record SqliteLimits(int writeQueue, int batch, int readers, int readQueue) {

  /** Some seconds of full load: 20,000 writes, 1,000 in a commit; 4 readers, 20,000 each. */
  public static final SqliteLimits DEFAULT = new SqliteLimits(20_000, 1_000, 4, 20_000);

  public SqliteLimits {
    if (writeQueue < 1 || batch < 1 || readers < 1 || readQueue < 1) {
      throw new IllegalArgumentException("each limit must be at least 1");
    }
  }

  public SqliteLimits withWriteQueue(int limit) {
    return new SqliteLimits(limit, batch, readers, readQueue);
  }
}
