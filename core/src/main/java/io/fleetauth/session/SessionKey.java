// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import java.util.Comparator;

/**
 * What a session is kept under: a device may be signed in with several registrations. Ordered by
 * registration, then device.
 *
 * @param registration name of the client registration
 */
public record SessionKey(String registration, DeviceId device) implements Comparable<SessionKey> {

  private static final Comparator<SessionKey> ORDER =
      comparing(SessionKey::registration).thenComparing(key -> key.device().value());

  public SessionKey {
    requireNonNull(registration, "registration");
    requireNonNull(device, "device");
  }

  @Override
  public int compareTo(SessionKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return registration + "/" + device;
  }
}
