// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.oauth;

/**
 * End-user verification code, RFC 8628 section 3.2: what the person types. Show it with {@link
 * #value}.
 *
 * @param value the secret itself, never blank; {@link #toString} does not show it
 */
public record UserCode(String value) {

  public UserCode {
    Require.notBlank(value, "value");
  }

  @Override
  public String toString() {
    return "UserCode[redacted]";
  }
}
