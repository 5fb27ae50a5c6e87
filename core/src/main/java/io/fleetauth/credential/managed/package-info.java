// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** Tokens of the identity that a platform gives to a machine: no secret to keep at all. */
@NullMarked
package io.fleetauth.credential.managed;

import org.jspecify.annotations.NullMarked;
