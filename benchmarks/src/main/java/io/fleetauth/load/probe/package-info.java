// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** What the server under test and the harness itself use up. */
@NullMarked
package io.fleetauth.load.probe;

import org.jspecify.annotations.NullMarked;
