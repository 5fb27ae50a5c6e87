// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** The result of a run: as JSON, as a table, as a page, and beside another one. */
@NullMarked
package io.fleetauth.load.report;

import org.jspecify.annotations.NullMarked;
