// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import static java.util.Objects.requireNonNull;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.oauth.TokenSet;
import io.fleetauth.session.Claim;
import io.fleetauth.session.DeviceSession;
import io.fleetauth.session.Ended;
import io.fleetauth.session.SignedIn;
import io.fleetauth.session.StoredSession;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the server that is still to be stored. Pure functions of what the store holds.
 *
 * @param before what was stored when the exchange was made
 * @param session its tokens then
 * @param scopes what was asked
 * @param answer what came
 */
record Unsaved(
    TokenContext context, StoredSession before, SignedIn session, Scopes scopes, TokenSet answer) {

  /** Returns what to write if nobody wrote since. */
  StoredSession next() {
    return new StoredSession(
        before.key(), before.version() + 1, Due.with(before.session(), renewed(session)));
  }

  /**
   * Returns what to write over {@code stored}: tokens that another writer renewed or a new sign-in
   * brought stay; a session that ended stays so, and has the new refresh token to revoke. The claim
   * under which the answer came is given back in any case.
   */
  @Nullable DeviceSession mergedInto(@Nullable DeviceSession stored) {
    if (stored instanceof Ended ended) {
      return withRevocation(ended);
    }
    SignedIn tokens = stored == null ? null : stored.tokens();
    if (stored == null || tokens == null) {
      return stored;
    }
    return sameGeneration(tokens) && !isIn(tokens)
        ? Due.with(stored, renewed(tokens))
        : Claims.givenBack(context, stored, claim(), null);
  }

  private boolean sameGeneration(SignedIn tokens) {
    return tokens.signedInAt().equals(session.signedInAt())
        && refreshToken().equals(tokens.refreshToken());
  }

  private RefreshToken refreshToken() {
    return requireNonNull(session.refreshToken(), "renewed without a refresh token");
  }

  private Claim claim() {
    return requireNonNull(session.claim(), "renewed without a claim");
  }

  /** Returns whether the answer is part of {@code tokens}. */
  boolean isIn(SignedIn tokens) {
    return answer.accessToken().equals(tokens.accessToken(scopes));
  }

  /** Returns whether {@code tokens} come from another sign-in, so that the answer is of no use. */
  boolean isSupersededBy(SignedIn tokens) {
    return !tokens.signedInAt().equals(session.signedInAt());
  }

  /** The claim of another, who took ours for lapsed and is about to notice, stays. */
  private SignedIn renewed(SignedIn old) {
    AccessToken token = answer.accessToken();
    var tokens = new HashMap<Scopes, AccessToken>(old.accessTokens());
    tokens.entrySet().removeIf(entry -> !isWorthKeeping(entry.getKey(), entry.getValue()));
    tokens.put(scopes, token);
    RefreshToken rotated = answer.refreshToken();
    var next =
        new SignedIn(
            rotated == null ? old.refreshToken() : rotated,
            old.scopes(),
            tokens,
            old.identity(),
            old.signedInAt(),
            token.obtainedAt(),
            null,
            old.code(),
            old.handle(),
            claim().equals(old.claim()) ? null : old.claim(),
            old.serviceIds());
    return Due.dated(context, next);
  }

  private boolean isWorthKeeping(Scopes asked, AccessToken token) {
    return asked.equals(session.scopes()) || token.isValidAt(answer.accessToken().obtainedAt());
  }

  private Ended withRevocation(Ended ended) {
    RefreshToken rotated = answer.refreshToken();
    if (rotated == null || rotated.equals(ended.revoke())) {
      return ended;
    }
    return ended.revoking(rotated, context.clock().instant());
  }
}
