// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static java.util.Objects.requireNonNull;

import io.fleetauth.oauth.RefreshToken;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A device that has to sign in again. Kept for {@link #RETENTION} so that its owner can see why;
 * longer while the revocation of its refresh token is not done.
 *
 * @param reason why it ended
 * @param endedAt when
 * @param revoke refresh token whose upstream revocation is still to be done, or {@code null}
 * @param dueAt when to try that again, or when to remove the record; {@code null} for never
 * @param attempts how often that was tried
 * @param code hash of the gateway's device code, so that its device still learns how the sign-in
 *     ended, or {@code null}
 */
public record Ended(
    Reason reason,
    Instant endedAt,
    @Nullable RefreshToken revoke,
    @Nullable Instant dueAt,
    int attempts,
    @Nullable SecretHash code)
    implements DeviceSession {

  /** How long it is kept: far beyond the life of the device code that leads to it. */
  public static final Duration RETENTION = Duration.ofHours(24);

  /** Why a session or a sign-in came to its end. */
  public enum Reason {
    /** Somebody signed the device out. */
    SIGNED_OUT,
    /** The authorization server does not take the refresh token any more. */
    REVOKED,
    /** The access token expired and there was no refresh token. */
    EXPIRED,
    /** The person refused the sign-in. */
    DECLINED,
    /** Nobody approved the sign-in in time. */
    SIGN_IN_EXPIRED,
    /** The sign-in was given up from our side. */
    CANCELLED,
    /** The authorization server refused the sign-in for another reason. */
    FAILED
  }

  public Ended {
    requireNonNull(reason, "reason");
    requireNonNull(endedAt, "endedAt");
  }

  /**
   * Returns an end that is new.
   *
   * @param revoke refresh token to revoke at once, or {@code null}
   */
  public static Ended of(
      Reason reason, Instant now, @Nullable RefreshToken revoke, @Nullable SecretHash code) {
    return new Ended(reason, now, revoke, revoke == null ? now.plus(RETENTION) : now, 0, code);
  }

  /** Returns this with another refresh token to revoke at once. */
  public Ended revoking(RefreshToken token, Instant now) {
    return new Ended(reason, endedAt, token, now, 0, code);
  }

  /** Returns this after a revocation that failed, to be tried again at {@code next}. */
  public Ended tryingAgain(Instant next) {
    return new Ended(reason, endedAt, revoke, next, attempts + 1, code);
  }

  /** Returns this with nothing left to revoke. */
  public Ended revoked() {
    return new Ended(reason, endedAt, null, endedAt.plus(RETENTION), attempts, code);
  }

  @Override
  public State state() {
    return State.ENDED;
  }

  @Override
  public @Nullable SignedIn tokens() {
    return null;
  }

  @Override
  public @Nullable SecretHash handle() {
    return null;
  }
}
