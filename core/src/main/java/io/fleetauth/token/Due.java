// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.session.DeviceSession;
import io.fleetauth.session.Ended;
import io.fleetauth.session.PendingSignIn;
import io.fleetauth.session.SignedIn;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is written so that the sweep finds it. Pure functions. */
final class Due {

  private Due() {}

  /** Returns {@code session} with the time at which the sweep has to renew it. */
  static SignedIn dated(TokenContext context, SignedIn session) {
    return session.withDueAt(
        RefreshAhead.dueAt(context.settings(), session, context.jitter().getAsDouble()));
  }

  /** Returns {@code stored} with its tokens dated anew. */
  static @Nullable DeviceSession redated(TokenContext context, @Nullable DeviceSession stored) {
    SignedIn tokens = stored == null ? null : stored.tokens();
    if (tokens == null) {
      return stored;
    }
    return with(stored, dated(context, tokens));
  }

  /** Returns {@code stored} with other tokens: its own, or those that a sign-in goes back to. */
  static DeviceSession with(@Nullable DeviceSession stored, SignedIn tokens) {
    return stored instanceof PendingSignIn pending ? pending.withPrevious(tokens) : tokens;
  }

  /**
   * Returns {@code stored} after somebody signed the device out, which also gives a pending sign-in
   * up; an ended one stays as it is.
   */
  static @Nullable DeviceSession signedOut(@Nullable DeviceSession stored, Instant now) {
    if (stored == null || stored instanceof Ended) {
      return stored;
    }
    SignedIn tokens = stored.tokens();
    RefreshToken revoke = tokens == null ? null : tokens.refreshToken();
    return Ended.of(Ended.Reason.SIGNED_OUT, now, revoke, stored.code());
  }

  /**
   * Returns {@code stored} without the tokens of {@code refused}, or as it is when another writer
   * renewed them or is about to. A pending sign-in goes on.
   */
  static @Nullable DeviceSession ended(
      @Nullable DeviceSession stored, SignedIn refused, Ended.Reason reason, Instant now) {
    SignedIn tokens = stored == null ? null : stored.tokens();
    if (stored == null || tokens == null || !sameTokens(tokens, refused)) {
      return stored;
    }
    return stored instanceof PendingSignIn pending
        ? pending.withPrevious(null)
        : Ended.of(reason, now, null, stored.code());
  }

  private static boolean sameTokens(SignedIn a, SignedIn b) {
    return a.signedInAt().equals(b.signedInAt())
        && Objects.equals(a.refreshToken(), b.refreshToken())
        && Objects.equals(a.claim(), b.claim());
  }
}
