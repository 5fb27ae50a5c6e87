// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static java.util.Objects.requireNonNull;

import io.fleetauth.oauth.RefreshToken;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A device that has to sign in again. Kept for a while so that its owner can see why.
 *
 * @param reason why it ended
 * @param endedAt when
 * @param revoke refresh token whose upstream revocation is still to be done, or {@code null}
 * @param dueAt when to try that again, or {@code null}
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
