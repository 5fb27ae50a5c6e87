// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.schedule;

/**
 * The moments at which arrivals are due, whatever the server does meanwhile. Each schedule is used
 * up once, by one thread.
 */
@FunctionalInterface
public interface Schedule {

  /** What {@link #next} returns when nobody arrives any more. */
  long END = Long.MAX_VALUE;

  /**
   * Returns the next moment in nanoseconds since the begin of the run, never before the last one;
   * {@link #END} from then on when there is none.
   */
  long next();
}
