// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** How one device and one person talk to the server under test. */
@NullMarked
package io.fleetauth.load.client;

import org.jspecify.annotations.NullMarked;
