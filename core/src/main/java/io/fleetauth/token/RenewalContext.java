// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.util.function.DoubleSupplier;
import reactor.core.scheduler.Scheduler;

/**
 * What {@link RenewedTokens} live on.
 *
 * @param clock stamps; may jump
 * @param timer waits; its {@code now} must never go back
 * @param jitter evenly spread numbers from 0 (inclusive) to 1 (exclusive); thread-safe
 * @param policy whether tokens that nobody reads are renewed too
 * @param maxTokens most tokens in memory; one that is let go is got anew when it is read
 * @param maxRenewals most renewals in flight that no reader waits for
 */
public record RenewalContext(
    Clock clock,
    Scheduler timer,
    DoubleSupplier jitter,
    RefreshPolicy policy,
    long maxTokens,
    int maxRenewals) {

  private static final long MAX_TOKENS = 10_000;
  private static final int MAX_RENEWALS = 64;

  public RenewalContext {
    requireNonNull(clock, "clock");
    requireNonNull(timer, "timer");
    requireNonNull(jitter, "jitter");
    requireNonNull(policy, "policy");
    if (maxTokens <= 0 || maxRenewals <= 0) {
      throw new IllegalArgumentException(
          "maxTokens and maxRenewals must be positive, were " + maxTokens + ", " + maxRenewals);
    }
  }

  /** Returns the defaults: 10,000 tokens, renewed while they are used, 64 at a time. */
  public static RenewalContext of(Clock clock, Scheduler timer, DoubleSupplier jitter) {
    return new RenewalContext(
        clock, timer, jitter, RefreshPolicy.WHILE_USED, MAX_TOKENS, MAX_RENEWALS);
  }

  public RenewalContext withPolicy(RefreshPolicy replacement) {
    return new RenewalContext(clock, timer, jitter, replacement, maxTokens, maxRenewals);
  }

  public RenewalContext withMaxTokens(long replacement) {
    return new RenewalContext(clock, timer, jitter, policy, replacement, maxRenewals);
  }

  TokenTime time() {
    return new TokenTime(clock, timer, jitter);
  }
}
