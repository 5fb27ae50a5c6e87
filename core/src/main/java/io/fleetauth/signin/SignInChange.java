// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.signin;

import io.fleetauth.device.SignInEvent;
import io.fleetauth.session.DeviceId;

/** The sign-in of a device moved on. */
public record SignInChange(DeviceId device, SignInEvent event) {}
