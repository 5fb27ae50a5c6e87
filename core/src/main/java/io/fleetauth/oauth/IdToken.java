// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.oauth;

/**
 * ID token in compact form, OpenID Connect Core section 2; not verified by holding it.
 *
 * @param value the secret itself, never blank; {@link #toString} does not show it
 */
public record IdToken(String value) {

  public IdToken {
    Require.notBlank(value, "value");
  }

  @Override
  public String toString() {
    return "IdToken[redacted]";
  }
}
