// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** Waiting: one tick that drives a timing wheel, and the cheap clock that it advances. */
@NullMarked
package io.fleetauth.time;

import org.jspecify.annotations.NullMarked;
