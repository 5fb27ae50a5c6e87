// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.endpoint.ScriptedAuthorizationServer;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.TokenSet;
import java.time.Duration;
import java.time.Instant;

/**
 * Rotates the refresh token with each use and revokes the session when an old one comes again,
 * without any grace (RFC 9700 section 4.14.2).
 */
final class RotatingAuthority {

  private int generation;
  int uses;
  int reuses;

  RefreshToken current() {
    return token(generation);
  }

  boolean isRevoked() {
    return reuses > 0;
  }

  private static RefreshToken token(int generation) {
    return new RefreshToken("refresh-" + generation);
  }

  /** Spends the token at {@code now}; the answer may then still be lost. */
  TokenSet use(RefreshToken used, Instant now) throws OAuthException {
    uses++;
    if (isRevoked() || !used.equals(current())) {
      reuses += isRevoked() ? 0 : 1;
      throw ScriptedAuthorizationServer.refused(ErrorCode.INVALID_GRANT);
    }
    generation++;
    Instant end = now.plus(Duration.ofHours(1));
    var access =
        new AccessToken(
            "access-" + generation, "Bearer", ScriptedAuthorizationServer.SCOPES, now, end, null);
    return new TokenSet(access, current(), null);
  }
}
