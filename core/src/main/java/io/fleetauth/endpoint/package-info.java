// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** Ports to an authorization server, one method each. */
@NullMarked
package io.fleetauth.endpoint;

import org.jspecify.annotations.NullMarked;
