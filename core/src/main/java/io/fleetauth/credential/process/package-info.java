// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** Tokens of the person who is signed in to a developer's tool on this machine. */
@NullMarked
package io.fleetauth.credential.process;

import org.jspecify.annotations.NullMarked;
