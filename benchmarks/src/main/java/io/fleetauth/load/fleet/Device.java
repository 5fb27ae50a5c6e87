// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.fleet;

/** A device that is signed in. Thread-safe. */
public final class Device {

  private volatile String token;

  /**
   * @param token refresh token, or session handle of a gateway; a secret
   */
  public Device(String token) {
    this.token = token;
  }

  String token() {
    return token;
  }

  void replace(String next) {
    token = next;
  }

  @Override
  public String toString() {
    return "Device[redacted]";
  }
}
