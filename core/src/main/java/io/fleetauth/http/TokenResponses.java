// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.IdToken;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.oauth.TokenSet;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads a successful answer of the token endpoint, RFC 6749 section 5.1. Strict with the access
 * token only: an answer that is refused for a lesser member would take a rotated refresh token with
 * it.
 */
final class TokenResponses {

  /** Taken when the answer does not say. */
  static final Duration DEFAULT_EXPIRES_IN = Duration.ofHours(1);

  static final Duration MIN_EXPIRES_IN = Duration.ofSeconds(1);
  static final Duration MAX_EXPIRES_IN = Duration.ofDays(365);

  private static final String BEARER = "Bearer";

  private TokenResponses() {}

  /**
   * @param asked what is taken as granted when the answer names no scope (section 5.1)
   */
  static TokenSet read(HttpAnswer answer, Scopes asked, Instant now) {
    Members members = Members.of(answer);
    String refreshToken = members.visible("refresh_token");
    String idToken = members.visible("id_token");
    return new TokenSet(
        accessToken(members, asked, now),
        refreshToken == null ? null : new RefreshToken(refreshToken),
        idToken == null ? null : new IdToken(idToken));
  }

  private static AccessToken accessToken(Members members, Scopes asked, Instant now) {
    String type = members.visible("token_type");
    String scope = members.text("scope");
    Duration expiresIn = expiresIn(members.number("expires_in"));
    return new AccessToken(
        members.required("access_token"),
        type == null ? BEARER : type,
        scope == null ? asked : Scopes.of(scope),
        now,
        now.plus(expiresIn),
        refreshAt(members.number("refresh_in"), expiresIn, now));
  }

  /** Returns the lifetime for an {@code expires_in} on the wire, clamped to what makes sense. */
  static Duration expiresIn(@Nullable Double seconds) {
    if (seconds == null || seconds.isNaN()) {
      return DEFAULT_EXPIRES_IN;
    }
    double capped = Math.min(seconds, (double) MAX_EXPIRES_IN.toSeconds());
    return Duration.ofSeconds(Math.max(MIN_EXPIRES_IN.toSeconds(), (long) capped));
  }

  /** Ignores a {@code refresh_in} that is not within the life of the token. */
  private static @Nullable Instant refreshAt(
      @Nullable Double seconds, Duration expiresIn, Instant now) {
    if (seconds == null || !(seconds > 0 && seconds < (double) expiresIn.toSeconds())) {
      return null;
    }
    return now.plusSeconds(seconds.longValue());
  }
}
