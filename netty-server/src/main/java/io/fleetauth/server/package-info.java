// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** Entry point, configuration and lifecycle of the server. */
@NullMarked
package io.fleetauth.server;

import org.jspecify.annotations.NullMarked;
