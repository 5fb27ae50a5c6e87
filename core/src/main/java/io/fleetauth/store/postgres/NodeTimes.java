// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store.postgres;

import java.time.Duration;

/**
 * How the processes that share a store notice each other.
 *
 * @param beat how often each one says that it is there, and looks at the others
 * @param life how long it counts as there after it said so; at least 4 beats, so that a lost
 *     connection can be replaced meanwhile
 * @param lease how long due work that was handed to one is kept from the others
 */
public record NodeTimes(Duration beat, Duration life, Duration lease) {

  /** A beat every second, gone after 7 s; work is kept for 10 s. */
  public static final NodeTimes DEFAULT =
      new NodeTimes(Duration.ofSeconds(1), Duration.ofSeconds(7), Duration.ofSeconds(10));

  public NodeTimes {
    if (beat.toMillis() < 1 || lease.toMillis() < 1) {
      throw new IllegalArgumentException("beat and lease must be at least 1 ms");
    }
    if (life.compareTo(beat.multipliedBy(4)) < 0) {
      throw new IllegalArgumentException("life must be at least 4 beats, was " + life);
    }
  }

  /**
   * Returns how long a process may take itself to be there after it sent its last beat: less than
   * {@link #life}, for what it begins at the last moment.
   */
  Duration current() {
    return life.minus(life.dividedBy(5));
  }
}
