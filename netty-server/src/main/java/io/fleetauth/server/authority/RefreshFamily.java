// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.server.authority.AuthorityConfig.Lifetimes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All refresh tokens that follow from one sign-in. Exactly one generation is current; a token names
 * its family and generation, so that an old one is recognized without keeping it.
 *
 * @param version grows with every change
 * @param generation of the current token, from 1
 * @param user name of the person
 * @param scope what the person approved, separated by blanks
 * @param usedAt when the current token was issued or last used
 */
record RefreshFamily(
    String id,
    long version,
    int generation,
    String clientId,
    String tenantId,
    String user,
    String scope,
    Instant signedInAt,
    Instant usedAt,
    boolean revoked) {

  /** What presenting a token leads to. */
  enum Use {
    CURRENT,
    /** The token before the current one, within the grace period. */
    GRACE
  }

  /**
   * @param refusal null when the token is accepted
   * @param reused an old token came back: a thief or its victim; {@code next} is revoked
   */
  record Turn(RefreshFamily next, @Nullable Use use, @Nullable Refusal refusal, boolean reused) {}

  /** Decides what a token of {@code presented} generation gets; RFC 9700 section 4.14.2. */
  Turn turned(int presented, Instant now, Lifetimes lifetimes) {
    if (revoked) {
      return new Turn(this, null, Refusal.REFRESH_TOKEN_REVOKED, false);
    }
    if (!now.isBefore(usedAt.plus(lifetimes.refreshTokenIdle()))) {
      return new Turn(this, null, Refusal.REFRESH_TOKEN_EXPIRED, false);
    }
    if (presented == generation) {
      int next = lifetimes.rotateRefreshTokens() ? generation + 1 : generation;
      return new Turn(copy(next, now, false), Use.CURRENT, null, false);
    }
    boolean inGrace = now.isBefore(usedAt.plus(lifetimes.refreshGrace()));
    if (presented == generation - 1 && inGrace) {
      return new Turn(this, Use.GRACE, null, false);
    }
    return new Turn(copy(generation, usedAt, true), null, Refusal.REFRESH_TOKEN_REVOKED, true);
  }

  /**
   * Returns whether its refresh tokens, and all access tokens that came from them, have expired.
   */
  boolean isOver(Instant now, Lifetimes lifetimes) {
    var lastIssued = usedAt.plus(lifetimes.refreshTokenIdle());
    return !now.isBefore(lastIssued.plus(lifetimes.accessToken()));
  }

  RefreshFamily revokedNow() {
    return copy(generation, usedAt, true);
  }

  private RefreshFamily copy(int nextGeneration, Instant used, boolean end) {
    return new RefreshFamily(
        id, version + 1, nextGeneration, clientId, tenantId, user, scope, signedInAt, used, end);
  }

  /** Undoes a change but not its version: the failed write may have come through after all. */
  RefreshFamily at(long later) {
    return new RefreshFamily(
        id, later, generation, clientId, tenantId, user, scope, signedInAt, usedAt, revoked);
  }

  Row row() {
    return Row.of(Row.Kind.REFRESH_FAMILY, id, version, this);
  }
}
