// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.session.SignedIn;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When a token is to be renewed, and how long it is handed out. Pure functions. */
final class RefreshAhead {

  /** No token is handed out in the last moments of its life: the request still has to travel. */
  static final Duration MAX_MARGIN = Duration.ofSeconds(5);

  /** A hint sooner than this would make a busy loop. */
  private static final Duration MIN_WAIT = Duration.ofSeconds(30);

  private static final Duration MAX_CATCH_UP = Duration.ofSeconds(30);

  private RefreshAhead() {}

  /** Returns the part at the end of the life in which the token is not handed out any more. */
  static Duration margin(AccessToken token) {
    return min(token.lifetime().dividedBy(10), MAX_MARGIN);
  }

  /**
   * Returns when to renew: at the server's hint or later by up to a quarter of what is left, else
   * after 70 to 80 percent of the life, so that a fleet that signed in together does not come back
   * together.
   *
   * @param jitter from 0 to 1
   */
  static Instant refreshAt(AccessToken token, double jitter) {
    Duration life = token.lifetime();
    Instant hint = token.refreshAt();
    if (hint == null || !hint.isBefore(token.expiresAt().minus(margin(token)))) {
      return token.obtainedAt().plus(part(life, 0.8 - 0.1 * jitter));
    }
    Instant earliest = token.obtainedAt().plus(min(life.dividedBy(2), MIN_WAIT));
    Instant start = hint.isBefore(earliest) ? earliest : hint;
    Duration left = Duration.between(start, token.expiresAt().minus(margin(token)));
    return start.plus(part(min(left.dividedBy(4), life.dividedBy(10)), jitter));
  }

  /**
   * Returns how long to wait from {@code now}; what is overdue, as after a restart, is spread over
   * at most 30 seconds.
   */
  static Duration wait(AccessToken token, Instant now, double jitter) {
    Duration wait = Duration.between(now, refreshAt(token, jitter));
    if (!wait.isNegative() && !wait.isZero()) {
      return wait;
    }
    Duration left = Duration.between(now, token.expiresAt());
    return left.isNegative() ? Duration.ZERO : part(min(left.dividedBy(2), MAX_CATCH_UP), jitter);
  }

  /** Returns when the sweep is to renew a session, or {@code null} for only when it is read. */
  static @Nullable Instant dueAt(TokenSettings settings, SignedIn session, double jitter) {
    AccessToken token = session.accessToken(session.scopes());
    if (session.refreshToken() == null) {
      return null;
    }
    if (settings.policy() == RefreshPolicy.ALWAYS && token != null) {
      return refreshAt(token, jitter);
    }
    Duration keepAlive = settings.keepAlive();
    return keepAlive == null ? null : session.refreshedAt().plus(part(keepAlive, 1 - 0.1 * jitter));
  }

  private static Duration part(Duration whole, double share) {
    return Duration.ofMillis((long) (whole.toMillis() * share));
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
