// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** When arrivals are due, and who starts them at that moment. Knows nothing of HTTP. */
@NullMarked
package io.fleetauth.load.schedule;

import org.jspecify.annotations.NullMarked;
