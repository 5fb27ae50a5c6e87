// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
/** The Mixed Reality security token service. */
@NullMarked
package io.fleetauth.server.authority.mixedreality;

import org.jspecify.annotations.NullMarked;
