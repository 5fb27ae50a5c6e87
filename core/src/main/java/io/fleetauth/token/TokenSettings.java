// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How tokens are kept and renewed.
 *
 * @param policy which sessions are renewed without being read
 * @param keepAlive renew a session that nobody read for so long, or {@code null} for never
 * @param maxHotSessions most sessions in memory; reads are cheapest below half of it
 * @param maxRenewals most renewals in flight that no reader waits for
 * @param sweepEvery pause between two looks into the store for due sessions
 */
public record TokenSettings(
    RefreshPolicy policy,
    @Nullable Duration keepAlive,
    long maxHotSessions,
    int maxRenewals,
    Duration sweepEvery) {

  /** What holds unless somebody says otherwise. */
  public static final TokenSettings DEFAULTS =
      new TokenSettings(RefreshPolicy.WHILE_USED, null, 1_000_000, 64, Duration.ofSeconds(5));

  public TokenSettings {
    requireNonNull(policy, "policy");
    requirePositive(maxHotSessions, "maxHotSessions");
    requirePositive(maxRenewals, "maxRenewals");
    requirePositive(sweepEvery.toMillis(), "sweepEvery");
    requirePositive(keepAlive == null ? 1 : keepAlive.toMillis(), "keepAlive");
  }

  private static void requirePositive(long value, String name) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive, was " + value);
    }
  }
}
