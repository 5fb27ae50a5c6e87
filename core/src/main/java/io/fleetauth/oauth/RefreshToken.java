// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.oauth;

/**
 * Refresh token, RFC 6749 section 1.5.
 *
 * @param value the secret itself, never blank; {@link #toString} does not show it
 */
public record RefreshToken(String value) {

  public RefreshToken {
    Require.notBlank(value, "value");
  }

  @Override
  public String toString() {
    return "RefreshToken[redacted]";
  }
}
