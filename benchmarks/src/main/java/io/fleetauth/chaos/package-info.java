// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Breaks a whole installation while a fleet uses it, and counts what that costs the devices: the
 * real authority and gateways as processes of their own, a store, and simulated devices.
 */
@NullMarked
package io.fleetauth.chaos;

import org.jspecify.annotations.NullMarked;
