// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** Durable session stores. */
@NullMarked
package io.fleetauth.store;

import org.jspecify.annotations.NullMarked;
