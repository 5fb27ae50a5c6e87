// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.oauth;

/**
 * Authorization code, RFC 6749 section 4.1.2.
 *
 * @param value the secret itself, never blank; {@link #toString} does not show it
 */
public record AuthorizationCode(String value) {

  public AuthorizationCode {
    Require.notBlank(value, "value");
  }

  @Override
  public String toString() {
    return "AuthorizationCode[redacted]";
  }
}
