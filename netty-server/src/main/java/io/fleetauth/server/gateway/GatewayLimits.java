// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import static java.util.Objects.requireNonNullElse;

import io.fleetauth.token.TokenSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway bounds; {@code null} stands for the default, so that a binder may leave members
 * out.
 *
 * @param maxPendingSignIns per registration; 100,000 by default
 * @param maxHotSessions kept in memory per registration; {@code null} for an equal share of what
 *     the heap has room for, {@link TokenSettings#hotSessionsFor}
 * @param maxPollWait the longest time that a poll is held for {@code Prefer: wait}; 30 seconds by
 *     default, at most 60
 */
public record GatewayLimits(
    Integer maxPendingSignIns, @Nullable Long maxHotSessions, Duration maxPollWait) {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  /** What holds when nothing is configured. */
  public static final GatewayLimits DEFAULT =
      new GatewayLimits(100_000, null, Duration.ofSeconds(30));

  public GatewayLimits {
    maxPendingSignIns = requireNonNullElse(maxPendingSignIns, 100_000);
    maxPollWait = requireNonNullElse(maxPollWait, Duration.ofSeconds(30));
    positive(maxPendingSignIns, "maxPendingSignIns");
    positive(maxHotSessions == null ? 1 : maxHotSessions, "maxHotSessions");
    if (maxPollWait.isNegative() || maxPollWait.compareTo(LONGEST_WAIT) > 0) {
      throw new IllegalArgumentException("maxPollWait must be 0 to 60 seconds, was " + maxPollWait);
    }
  }

  /** Returns how many sessions each of so many registrations keeps in memory. */
  long hotSessions(int registrations) {
    return maxHotSessions == null
        ? Math.max(1, TokenSettings.DEFAULTS.maxHotSessions() / Math.max(1, registrations))
        : maxHotSessions;
  }

  private static void positive(long value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, was " + value);
    }
  }
}
