// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** Checks a whole gateway at the size that is promised; each server in a JVM of its own. */
@NullMarked
package io.fleetauth.scale;

import org.jspecify.annotations.NullMarked;
