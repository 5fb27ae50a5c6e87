// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The load harness: a simulated fleet that signs in, reads tokens and renews them at a gateway or
 * at any OAuth server, by a schedule that does not wait for the server, and a report of what it
 * saw.
 */
@NullMarked
package io.fleetauth.load;

import org.jspecify.annotations.NullMarked;
