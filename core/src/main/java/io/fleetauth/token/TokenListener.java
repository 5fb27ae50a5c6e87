// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.Ended;

/** Hears what becomes of the tokens. Called on event loops: must not block nor throw. */
public interface TokenListener {

  /** The session has a new access token, durable and served from now on. */
  void refreshed(DeviceId device, AccessToken token);

  /** A renewal failed and will be tried again; {@code problem} is for people, without secrets. */
  void refreshFailed(DeviceId device, String problem);

  /** The device has to sign in again. */
  void sessionEnded(DeviceId device, Ended.Reason reason);
}
