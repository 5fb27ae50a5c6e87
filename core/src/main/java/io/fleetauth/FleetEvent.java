// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth;

import io.fleetauth.device.SignInEvent;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.Ended;
import java.time.Instant;

/**
 * Something that happened to a device of the fleet; no secrets beyond those that the nested values
 * redact.
 */
public sealed interface FleetEvent {

  String registration();

  DeviceId device();

  Instant at();

  /** A sign-in moved on. */
  record SignInChanged(String registration, DeviceId device, Instant at, SignInEvent event)
      implements FleetEvent {}

  /** The tokens were renewed; {@code expiresAt} is that of the new access token. */
  record TokenRefreshed(String registration, DeviceId device, Instant at, Instant expiresAt)
      implements FleetEvent {}

  /** A renewal failed and will be tried again; {@code problem} is for people, without secrets. */
  record RefreshFailed(String registration, DeviceId device, Instant at, String problem)
      implements FleetEvent {}

  /** The device has to sign in again. */
  record SessionEnded(String registration, DeviceId device, Instant at, Ended.Reason reason)
      implements FleetEvent {}
}
