// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** Watches that no secret of a test is logged or printed while the tests run. */
@NullMarked
package io.fleetauth.secrets;

import org.jspecify.annotations.NullMarked;
