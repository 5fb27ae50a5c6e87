// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** Recordings of real services, read and served again to our clients. */
@NullMarked
package io.fleetauth.recordings;

import org.jspecify.annotations.NullMarked;
