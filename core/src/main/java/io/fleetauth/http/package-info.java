// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** The one outbound adapter: requests out, validated values or errors in. */
@NullMarked
package io.fleetauth.http;

import org.jspecify.annotations.NullMarked;
