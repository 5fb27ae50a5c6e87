// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** Requests in, values out: the only code that touches {@code HttpServerResponse}. */
@NullMarked
package io.fleetauth.server.reply;

import org.jspecify.annotations.NullMarked;
