// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import io.fleetauth.server.authority.AuthorityConfig.Lifetimes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The section {@code authority.lifetimes}. */
public record LifetimesSection(
    @Key(doc = "Of access tokens.", value = "60m") Duration accessToken,
    @Key(doc = "Of ID tokens.", value = "60m") Duration idToken,
    @Key(doc = "Of device and user codes.", value = "15m") Duration deviceCode,
    @Key(doc = "A refresh token that is not used for so long ends.", value = "90d")
        Duration refreshTokenIdle,
    @Key(doc = "Least wait between two polls; whole seconds.", value = "5s") Duration pollInterval,
    @Key(doc = "Whether each refresh gives a new refresh token.", value = "true")
        boolean rotateRefreshTokens,
    @Key(
            doc =
                "For so long the refresh token before the current one still gets the current one;"
                    + " 0s switches it off.",
            value = "30s")
        Duration refreshGrace,
    @Key(doc = "`refresh_in` of token answers; none when not given.") @Nullable Duration refreshIn,
    @Key(doc = "Idle time of a person's sign-in at the pages.", value = "30m")
        Duration browserSession,
    @Key(doc = "Of authorization codes.", value = "1m") Duration authorizationCode) {

  Lifetimes config() {
    return new Lifetimes(
        accessToken,
        idToken,
        deviceCode,
        refreshTokenIdle,
        pollInterval,
        rotateRefreshTokens,
        refreshGrace,
        refreshIn,
        browserSession,
        authorizationCode);
  }

  /** Returns these lifetimes, but short access tokens, to watch renewals. */
  public LifetimesSection withAccessToken(Duration life) {
    return new LifetimesSection(
        life,
        idToken,
        deviceCode,
        refreshTokenIdle,
        pollInterval,
        rotateRefreshTokens,
        refreshGrace,
        refreshIn,
        browserSession,
        authorizationCode);
  }
}
