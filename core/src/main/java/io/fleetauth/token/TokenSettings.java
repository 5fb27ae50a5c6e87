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
 * @param sweepEvery pause between two looks into the store for due sessions
 * @param exchanges with the authorization server
 */
public record TokenSettings(
    RefreshPolicy policy,
    @Nullable Duration keepAlive,
    long maxHotSessions,
    Duration sweepEvery,
    Exchanges exchanges) {

  /** What holds unless somebody says otherwise. */
  public static final TokenSettings DEFAULTS =
      new TokenSettings(
          RefreshPolicy.WHILE_USED,
          null,
          hotSessionsFor(Runtime.getRuntime().maxMemory()),
          Duration.ofSeconds(5),
          Exchanges.DEFAULTS);

  private static final long BYTES_FOR_EACH = 4_096;
  private static final long FEWEST = 10_000;
  private static final long MOST = 4_000_000;

  public TokenSettings {
    requireNonNull(policy, "policy");
    Exchanges.requirePositive(maxHotSessions, "maxHotSessions");
    Exchanges.requirePositive(sweepEvery.toMillis(), "sweepEvery");
    requireNonNull(exchanges, "exchanges");
    Exchanges.requirePositive(keepAlive == null ? 1 : keepAlive.toMillis(), "keepAlive");
  }

  /**
   * How renewals share the authorization server.
   *
   * @param maxRenewals most exchanges under way, so also most sessions that are claimed for one;
   *     its rejection is named {@code max-exchanges-in-flight}
   * @param maxQueued most renewals that wait for their turn; its rejection is named {@code
   *     max-exchanges-queued}
   * @param queueLimit how long one of them waits at most
   * @param limit how long a renewal waits for the authorization server at most. Longer than the
   *     server's own time-outs, lest an answer be lost; other nodes leave the session alone a
   *     little longer than this
   */
  public record Exchanges(int maxRenewals, int maxQueued, Duration queueLimit, Duration limit) {

    /** What holds unless somebody says otherwise. */
    public static final Exchanges DEFAULTS =
        new Exchanges(64, 10_000, Duration.ofSeconds(10), Duration.ofSeconds(60));

    public Exchanges {
      requirePositive(maxRenewals, "maxRenewals");
      requirePositive(maxQueued, "maxQueued");
      requirePositive(queueLimit.toMillis(), "queueLimit");
      requirePositive(limit.toMillis(), "limit");
    }

    // here, because the class around this one needs this one for its own defaults
    private static void requirePositive(long value, String name) {
      if (value <= 0) {
        throw new IllegalArgumentException(name + " must be positive, was " + value);
      }
    }
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
}
