// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One device authorization, RFC 8628, as it is stored.
 *
 * @param id hash of the device code
 * @param version grows with every change that must be durable
 * @param userCode as typed, without the dash
 * @param scope asked scopes, separated by blanks
 * @param source address that asked
 * @param interval least wait between two polls; grows with each {@code slow_down}
 * @param user who approved, null before
 * @param polledAt last poll, null before the first; not durable
 */
record DeviceGrant(
    String id,
    long version,
    String userCode,
    String clientId,
    String tenantId,
    String scope,
    String source,
    Instant askedAt,
    Instant expiresAt,
    Duration interval,
    State state,
    @Nullable String user,
    @Nullable Instant polledAt) {

  enum State {
    PENDING,
    APPROVED,
    DENIED,
    REDEEMED,
    /** Another client showed the device code. */
    BURNED
  }

  /** RFC 8628 section 3.5. */
  private static final Duration SLOW_DOWN_STEP = Duration.ofSeconds(5);

  /** A client that keeps the interval is not punished for the jitter of its network. */
  private static final Duration MOST_TOLERANCE = Duration.ofSeconds(1);

  /**
   * What a poll changes and gets.
   *
   * @param refusal null hands the tokens out
   */
  record Poll(DeviceGrant next, @Nullable Refusal refusal) {}

  /** Decides a poll; RFC 8628 section 3.5. */
  Poll polled(String client, String tenant, Instant now) {
    if (!clientId.equals(client)) {
      return new Poll(state == State.REDEEMED ? this : with(State.BURNED), Refusal.FOREIGN_CODE);
    }
    if (!tenantId.equals(tenant)) {
      return new Poll(this, Refusal.FOREIGN_CODE);
    }
    return switch (state) {
      case REDEEMED -> new Poll(this, Refusal.CODE_USED);
      case BURNED -> new Poll(this, Refusal.FOREIGN_CODE);
      case DENIED -> new Poll(this, Refusal.ACCESS_DENIED);
      case APPROVED ->
          isExpired(now)
              ? new Poll(this, Refusal.EXPIRED_CODE)
              : new Poll(with(State.REDEEMED), null);
      case PENDING -> isExpired(now) ? new Poll(this, Refusal.EXPIRED_CODE) : pollWhilePending(now);
    };
  }

  private Poll pollWhilePending(Instant now) {
    return isEarly(now)
        ? new Poll(slowedDown().withPolledAt(now), Refusal.SLOW_DOWN)
        : new Poll(withPolledAt(now), Refusal.AUTHORIZATION_PENDING);
  }

  private boolean isEarly(Instant now) {
    var quarter = interval.dividedBy(4);
    var tolerance = quarter.compareTo(MOST_TOLERANCE) < 0 ? quarter : MOST_TOLERANCE;
    return polledAt != null && now.isBefore(polledAt.plus(interval).minus(tolerance));
  }

  boolean isExpired(Instant now) {
    return !now.isBefore(expiresAt);
  }

  /** Returns whether a person can still decide. */
  boolean isOpen(Instant now) {
    return state == State.PENDING && !isExpired(now);
  }

  DeviceGrant slowedDown() {
    return copy(version + 1, expiresAt, interval.plus(SLOW_DOWN_STEP), state, user, polledAt);
  }

  DeviceGrant approvedBy(String name) {
    return copy(version + 1, expiresAt, interval, State.APPROVED, name, polledAt);
  }

  DeviceGrant with(State next) {
    return copy(version + 1, expiresAt, interval, next, user, polledAt);
  }

  DeviceGrant expiredAt(Instant end) {
    return copy(version + 1, end, interval, state, user, polledAt);
  }

  private DeviceGrant withPolledAt(Instant now) {
    return copy(version, expiresAt, interval, state, user, now);
  }

  private DeviceGrant copy(
      long newVersion,
      Instant end,
      Duration wait,
      State next,
      @Nullable String name,
      @Nullable Instant polled) {
    return new DeviceGrant(
        id,
        newVersion,
        userCode,
        clientId,
        tenantId,
        scope,
        source,
        askedAt,
        end,
        wait,
        next,
        name,
        polled);
  }

  Row row() {
    return Row.of(Row.Kind.DEVICE_GRANT, id, version, this);
  }

  /** Shows no code. */
  @Override
  public String toString() {
    return "DeviceGrant[client=" + clientId + ", state=" + state + "]";
  }
}
