// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

/**
 * A secret of the configuration.
 *
 * @param value the secret itself, never blank; {@link #toString} does not show it
 */
public record Secret(String value) {

  public Secret {
    if (value.isBlank()) {
      throw new IllegalArgumentException("must not be blank");
    }
  }

  @Override
  public String toString() {
    return "Secret[redacted]";
  }
}
