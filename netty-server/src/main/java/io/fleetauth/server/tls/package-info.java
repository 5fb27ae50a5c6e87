// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** HTTPS with certificates of a local authority. */
@NullMarked
package io.fleetauth.server.tls;

import org.jspecify.annotations.NullMarked;
