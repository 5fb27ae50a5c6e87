// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** What the devices do: whole sign-ins, refreshes and reads, and the scenarios made of them. */
@NullMarked
package io.fleetauth.load.fleet;

import org.jspecify.annotations.NullMarked;
