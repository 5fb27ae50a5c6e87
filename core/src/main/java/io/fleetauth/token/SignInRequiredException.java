// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import static java.util.Objects.requireNonNull;

import io.fleetauth.session.DeviceId;
import io.fleetauth.session.Ended;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** There is no session to serve a token from: a person has to sign the device in. */
public final class SignInRequiredException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient DeviceId device;
  private final Ended.@Nullable Reason reason;

  /**
   * @param reason why the session ended, or {@code null} when the device never had one
   */
  public SignInRequiredException(DeviceId device, Ended.@Nullable Reason reason) {
    super(
        "device "
            + device
            + (reason == null
                ? " is not signed in"
                : " has to sign in again: " + reason.name().toLowerCase(Locale.ROOT)),
        null,
        false,
        false);
    this.device = requireNonNull(device, "device");
    this.reason = reason;
  }

  public DeviceId device() {
    return device;
  }

  /** Returns why the session ended, or {@code null} when the device never had one. */
  public Ended.@Nullable Reason reason() {
    return reason;
  }
}
