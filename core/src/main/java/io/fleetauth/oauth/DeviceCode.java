// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.oauth;

/**
 * Device verification code, RFC 8628 section 3.2: what the device polls with.
 *
 * @param value the secret itself, never blank; {@link #toString} does not show it
 */
public record DeviceCode(String value) {

  public DeviceCode {
    Require.notBlank(value, "value");
  }

  @Override
  public String toString() {
    return "DeviceCode[redacted]";
  }
}
