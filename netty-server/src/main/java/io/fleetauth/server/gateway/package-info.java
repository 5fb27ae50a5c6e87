// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** What devices talk to: OAuth endpoints in front of the engine, and the hot path. */
@NullMarked
package io.fleetauth.server.gateway;

import org.jspecify.annotations.NullMarked;
