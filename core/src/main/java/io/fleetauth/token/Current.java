// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.oauth.AccessToken;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The token that is handed out, with its times on the timer's line: the wall clock may jump.
 *
 * @param servableUntil milliseconds from which it is not handed out any more
 * @param refreshAt milliseconds from which it is to be renewed
 */
record Current(AccessToken token, long servableUntil, long refreshAt) {

  /** Returns {@code null} when there is nothing left of its life. */
  static @Nullable Current of(AccessToken token, TokenTime time) {
    Instant clock = time.clock().instant();
    Duration left = Duration.between(clock, token.expiresAt());
    Duration life = token.lifetime();
    Duration believed = left.compareTo(life) < 0 ? left : life; // a clock set back adds no life
    long servable = believed.minus(RefreshAhead.margin(token)).toMillis();
    if (servable <= 0) {
      return null;
    }
    long now = time.now();
    long wait = RefreshAhead.wait(token, clock, time.jitter().getAsDouble()).toMillis();
    return new Current(token, now + servable, now + Math.min(wait, servable));
  }
}
