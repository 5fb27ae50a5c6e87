// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import io.fleetauth.oauth.DeviceAuthorization;
import io.fleetauth.session.DeviceId;
import java.time.Duration;
import java.time.Instant;

/**
 * A sign-in that waits for a person, as a device gets to know it.
 *
 * @param deviceCode the gateway's own, bound to {@code clientId}; a secret
 * @param authorization the upstream answer; its device code stays in the gateway
 * @param expiresAt when both codes expire
 */
public record StartedSignIn(
    DeviceId device,
    String deviceCode,
    String clientId,
    DeviceAuthorization authorization,
    Instant expiresAt) {

  /** Returns whole seconds until {@link #expiresAt}, at least one. */
  public long expiresIn(Instant now) {
    return Math.max(1, Duration.between(now, expiresAt).toSeconds());
  }

  /** Returns the least wait between two polls, in whole seconds, at least one. */
  public long interval() {
    return Math.max(1, authorization.interval().plusMillis(999).toSeconds());
  }

  @Override
  public String toString() {
    return "StartedSignIn[" + device + ", expiresAt=" + expiresAt + ", redacted]";
  }
}
