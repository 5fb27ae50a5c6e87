// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Allows so many events per key and window, refilled steadily (a token bucket). Keeps at most
 * 100,000 keys; thread-safe.
 */
final class Throttle {

  private record Bucket(double tokens, long millis) {}

  private static final long MOST_KEYS = 100_000;

  private final int limit;
  private final double perMilli;
  private final Clock clock;
  private final Cache<String, Bucket> buckets;

  /**
   * @param limit events per window; 0 switches the throttle off
   */
  Throttle(int limit, Duration window, Clock clock) {
    this.limit = limit;
    this.perMilli = (double) limit / window.toMillis();
    this.clock = clock;
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(MOST_KEYS)
            .expireAfterAccess(window)
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .executor(Runnable::run)
            .build();
  }

  /** Takes one event from the allowance of {@code key}; returns false when there is none left. */
  boolean take(String key) {
    if (limit == 0) {
      return true;
    }
    var allowed = new boolean[1];
    buckets
        .asMap()
        .compute(
            key,
            (any, old) -> {
              var now = refilled(old);
              allowed[0] = now.tokens() >= 1;
              return allowed[0] ? new Bucket(now.tokens() - 1, now.millis()) : now;
            });
    return allowed[0];
  }

  /** Gives an event back that turned out not to count. */
  void giveBack(String key) {
    buckets.asMap().computeIfPresent(key, (any, old) -> new Bucket(old.tokens() + 1, old.millis()));
  }

  private Bucket refilled(@Nullable Bucket old) {
    long now = clock.millis();
    if (old == null) {
      return new Bucket(limit, now);
    }
    double refill = Math.max(0, now - old.millis()) * perMilli;
    return new Bucket(Math.min(limit, old.tokens() + refill), now);
  }
}
