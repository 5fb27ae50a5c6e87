// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** The hot path: cached tokens, single flight, refresh-ahead, sweep. */
@NullMarked
package io.fleetauth.token;

import org.jspecify.annotations.NullMarked;
