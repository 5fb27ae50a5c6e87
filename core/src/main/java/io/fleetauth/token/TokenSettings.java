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
 * @param maxHotSessions most sessions in memory, the others are read from the store; one whose
 *     access token is longer than 1,535 characters counts for more. Reads are cheapest below half
 *     of it. See {@link #hotSessionsFor}
 * @param maxRenewals most renewals in flight that no reader waits for
 * @param sweepEvery pause between two looks into the store for due sessions
 * @param exchangeLimit how long a renewal waits for the authorization server at most. Longer than
 *     the server's own time-outs, lest an answer be lost; other nodes leave the session alone a
 *     little longer than this
 */
public record TokenSettings(
    RefreshPolicy policy,
    @Nullable Duration keepAlive,
    long maxHotSessions,
    int maxRenewals,
    Duration sweepEvery,
    Duration exchangeLimit) {

  /** What holds unless somebody says otherwise. */
  public static final TokenSettings DEFAULTS =
      new TokenSettings(
          RefreshPolicy.WHILE_USED,
          null,
          hotSessionsFor(Runtime.getRuntime().maxMemory()),
          64,
          Duration.ofSeconds(5),
          Duration.ofSeconds(60));

  private static final long BYTES_FOR_EACH = 4_096;
  private static final long FEWEST = 10_000;
  private static final long MOST = 4_000_000;

  public TokenSettings {
    requireNonNull(policy, "policy");
    requirePositive(maxHotSessions, "maxHotSessions");
    requirePositive(maxRenewals, "maxRenewals");
    requirePositive(sweepEvery.toMillis(), "sweepEvery");
    requirePositive(exchangeLimit.toMillis(), "exchangeLimit");
    requirePositive(keepAlive == null ? 1 : keepAlive.toMillis(), "keepAlive");
  }

  /**
   * Returns how many sessions to keep in memory by default: one for each 4 KiB of heap, of which it
   * takes a half to three quarters with a gateway around it; 10,000 to 4,000,000.
   *
   * @param heap bytes
   */
  public static long hotSessionsFor(long heap) {
    return Math.max(FEWEST, Math.min(MOST, heap / BYTES_FOR_EACH));
  }

  private static void requirePositive(long value, String name) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive, was " + value);
    }
  }
}
