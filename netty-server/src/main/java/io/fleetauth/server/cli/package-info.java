// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** The commands of {@code ./fleetauth}. */
@NullMarked
package io.fleetauth.server.cli;

import org.jspecify.annotations.NullMarked;
