// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import io.netty.channel.Channel;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one sign-in, and the session that came of it, exchanged with the authority, as seen on the
 * way. What it tells holds no secrets. Thread-safe.
 */
final class Trail {

  private static final int MOST_EVENTS = 40;
  private static final int MOST_USED = 2;

  /**
   * An exchange that spends a code or a token, unless it was refused.
   *
   * @param askedAt milliseconds since the epoch
   * @param answeredAt the same, 0 without an answer
   * @param delivered whether the connection was there to take the answer
   */
  private record Spent(long askedAt, long answeredAt, boolean delivered) {

    boolean isLost(FaultLog faults) {
      return answeredAt == 0 || !delivered || faults.mayHaveLost(askedAt, answeredAt);
    }
  }

  private final Deque<String> used = new ArrayDeque<>();
  private final Deque<String> events = new ArrayDeque<>();
  private @Nullable Spent redemption;
  private @Nullable Spent refresh;
  private @Nullable Channel polledBy;

  synchronized void note(String event) {
    if (events.size() >= MOST_EVENTS) {
      events.removeFirst();
    }
    events.add(Instant.now() + " authority: " + event);
  }

  /** Notes a poll, and returns the connection of the one before. */
  synchronized @Nullable Channel polled(Channel connection) {
    Channel before = polledBy;
    polledBy = connection;
    return before;
  }

  synchronized void redeemed(long askedAt, long answeredAt, boolean delivered) {
    redemption = new Spent(askedAt, answeredAt, delivered);
  }

  synchronized void refreshed(long askedAt, long answeredAt, boolean delivered) {
    refresh = new Spent(askedAt, answeredAt, delivered);
  }

  /** Returns whether the answer with the first tokens was under way at a fault. */
  synchronized boolean isRedemptionLost(FaultLog faults) {
    return redemption != null && redemption.isLost(faults);
  }

  /** Returns whether the answer with the last tokens was under way at a fault. */
  synchronized boolean isAnswerLost(FaultLog faults) {
    Spent last = refresh == null ? redemption : refresh;
    return last != null && last.isLost(faults);
  }

  /**
   * Notes that a refresh token was used with success, and returns those that will never come back:
   * all but it and the one before, which a lost answer may bring back.
   */
  synchronized List<String> spent(String refreshToken) {
    if (!used.contains(refreshToken)) {
      used.add(refreshToken);
    }
    return used.size() > MOST_USED ? List.of(used.removeFirst()) : List.of();
  }

  synchronized List<String> events() {
    return List.copyOf(events);
  }
}
