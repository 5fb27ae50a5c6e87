// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** The credential that finds out where it runs: all the others, in the order of Azure Identity. */
@NullMarked
package io.fleetauth.credential.chain;

import org.jspecify.annotations.NullMarked;
