// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** A durable session store that several processes share. */
@NullMarked
package io.fleetauth.store.postgres;

import org.jspecify.annotations.NullMarked;
