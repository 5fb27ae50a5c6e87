// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** What the engine tells about its work, for metrics. */
@NullMarked
package io.fleetauth.observe;

import org.jspecify.annotations.NullMarked;
