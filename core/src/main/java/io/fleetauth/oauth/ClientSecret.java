// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.oauth;

/**
 * Client secret, RFC 6749 section 2.3.1.
 *
 * @param value the secret itself, never blank; {@link #toString} does not show it
 */
public record ClientSecret(String value) {

  public ClientSecret {
    Require.notBlank(value, "value");
  }

  @Override
  public String toString() {
    return "ClientSecret[redacted]";
  }
}
