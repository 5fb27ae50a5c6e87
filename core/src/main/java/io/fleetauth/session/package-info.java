// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** What is kept of a device, and the SPI that keeps it. */
@NullMarked
package io.fleetauth.session;

import org.jspecify.annotations.NullMarked;
