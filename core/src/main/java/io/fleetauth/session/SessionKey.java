// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static java.util.Objects.requireNonNull;

/**
 * What a session is kept under: a device may be signed in with several registrations.
 *
 * @param registration name of the client registration
 */
public record SessionKey(String registration, DeviceId device) {

  public SessionKey {
    requireNonNull(registration, "registration");
    requireNonNull(device, "device");
  }

  @Override
  public String toString() {
    return registration + "/" + device;
  }
}
