// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.assertion;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.nimbusds.jwt.JWTClaimsSet;
import io.fleetauth.session.SecretHash;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Remembers assertions until they expire, in memory, at most a million: RFC 7523 section 3, item 7.
 * One without {@code jti} is remembered as a whole. Thread-safe.
 */
final class SeenAssertions {

  private static final long MOST = 1_000_000;

  private final Cache<String, Instant> seen;

  SeenAssertions(Clock clock) {
    this.seen =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfter(
                Expiry.<String, Instant>creating(
                    (key, end) -> Duration.between(clock.instant(), end)))
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .executor(Runnable::run)
            .build();
  }

  /** Returns whether it is the first time that this client shows this assertion. */
  boolean isFirst(String client, JWTClaimsSet claims, String whole, Instant until) {
    var id = claims.getJWTID() == null ? whole : claims.getJWTID();
    var key = SecretHash.of(client + "\n" + id).value();
    return seen.asMap().putIfAbsent(key, until) == null;
  }
}
