// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** What a user would take instead, measured as we measure ourselves. */
@NullMarked
package io.fleetauth.peer;

import org.jspecify.annotations.NullMarked;
