// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.oauth;

/**
 * The access token with which a user called this program, and which it hands on to act for that
 * user, RFC 7523 section 2.1.
 *
 * @param value the secret itself, never blank; {@link #toString} does not show it
 */
public record UserAssertion(String value) {

  public UserAssertion {
    Require.notBlank(value, "value");
  }

  @Override
  public String toString() {
    return "UserAssertion[redacted]";
  }
}
