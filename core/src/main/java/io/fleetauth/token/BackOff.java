// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long to wait after a failure. Pure functions. */
final class BackOff {

  private static final Duration FIRST_RENEWAL = Duration.ofSeconds(1);
  private static final Duration LONGEST_RENEWAL = Duration.ofMinutes(1);
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);
  private static final Duration FIRST_REVOCATION = Duration.ofSeconds(30);
  private static final Duration LONGEST_REVOCATION = Duration.ofHours(12);

  private BackOff() {}

  /**
   * Returns the wait before the next renewal: doubling from one second to one minute, the upper
   * half of it at random; never sooner than the server asks for, which is believed up to an hour.
   *
   * @param attempts failures in a row, from 1
   * @param jitter from 0 to 1
   */
  static Duration renewal(int attempts, @Nullable Duration retryAfter, double jitter) {
    Duration own = jittered(doubled(FIRST_RENEWAL, LONGEST_RENEWAL, attempts), jitter);
    if (retryAfter == null || retryAfter.compareTo(own) < 0) {
      return own;
    }
    Duration asked =
        retryAfter.compareTo(LONGEST_RETRY_AFTER) < 0 ? retryAfter : LONGEST_RETRY_AFTER;
    return asked.plusMillis((long) (own.toMillis() * jitter));
  }

  /** Returns the wait before the next revocation: doubling from 30 seconds to 12 hours. */
  static Duration revocation(int attempts, double jitter) {
    return jittered(doubled(FIRST_REVOCATION, LONGEST_REVOCATION, attempts), jitter);
  }

  private static Duration doubled(Duration first, Duration longest, int attempts) {
    Duration next = first.multipliedBy(1L << Math.min(attempts - 1, 20));
    return next.compareTo(longest) < 0 ? next : longest;
  }

  private static Duration jittered(Duration whole, double jitter) {
    return Duration.ofMillis((long) (whole.toMillis() * (0.5 + 0.5 * jitter)));
  }
}
