// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** A result as one page of HTML that needs nothing else: tables, and plots that are drawn here. */
@NullMarked
package io.fleetauth.load.page;

import org.jspecify.annotations.NullMarked;
