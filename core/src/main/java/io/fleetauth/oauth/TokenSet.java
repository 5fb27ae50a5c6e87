// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.oauth;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A successful token response, RFC 6749 section 5.1.
 *
 * @param accessToken the access token
 * @param refreshToken the (rotated) refresh token, or {@code null} when the answer had none: the
 *     one used stays good
 * @param idToken the ID token, or {@code null} when the answer had none
 */
public record TokenSet(
    AccessToken accessToken, @Nullable RefreshToken refreshToken, @Nullable IdToken idToken) {

  public TokenSet {
    requireNonNull(accessToken, "accessToken");
  }
}
