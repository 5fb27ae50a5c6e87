// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** The façade: wiring of the engine, and nothing else. */
@NullMarked
package io.fleetauth;

import org.jspecify.annotations.NullMarked;
