// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** What was seen: latencies and failures of each operation, second by second. */
@NullMarked
package io.fleetauth.load.measure;

import org.jspecify.annotations.NullMarked;
