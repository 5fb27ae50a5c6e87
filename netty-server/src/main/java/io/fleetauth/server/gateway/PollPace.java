// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How fast a device may poll, RFC 8628 section 3.5. Immutable.
 *
 * @param interval what the device was told, and five seconds more for each {@code slow_down}
 * @param last when the poll before came, or {@code null} before the first: that one is never too
 *     early
 */
record PollPace(Duration interval, @Nullable Instant last) {

  private static final Duration STEP = Duration.ofSeconds(5);
  private static final Duration SLOWEST = Duration.ofMinutes(1);
  private static final Duration MOST_TOLERANCE = Duration.ofSeconds(1);

  static PollPace of(Duration interval) {
    return new PollPace(interval, null);
  }

  /** A fifth of the interval, at most a second, is left to clocks and networks. */
  boolean isTooEarly(Instant now) {
    if (last == null) {
      return false;
    }
    Duration fifth = interval.dividedBy(5);
    Duration tolerance = fifth.compareTo(MOST_TOLERANCE) < 0 ? fifth : MOST_TOLERANCE;
    return now.isBefore(last.plus(interval).minus(tolerance));
  }

  PollPace polled(Instant now) {
    return new PollPace(interval, now);
  }

  /** Follows a {@code slow_down}; stays within a minute, so that no client is locked out. */
  PollPace slowed(Instant now) {
    Duration slower = interval.plus(STEP);
    return new PollPace(slower.compareTo(SLOWEST) > 0 ? SLOWEST : slower, now);
  }
}
