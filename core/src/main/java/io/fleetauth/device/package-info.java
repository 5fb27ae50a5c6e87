// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** The device authorization grant of one device: when to poll, and what the answer means. */
@NullMarked
package io.fleetauth.device;

import org.jspecify.annotations.NullMarked;
