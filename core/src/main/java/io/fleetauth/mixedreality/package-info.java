// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** The client of the Mixed Reality security token service. */
@NullMarked
package io.fleetauth.mixedreality;

import org.jspecify.annotations.NullMarked;
