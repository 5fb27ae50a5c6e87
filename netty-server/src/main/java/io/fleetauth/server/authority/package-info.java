// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The embedded identity provider for development, CI and load tests: Entra v2 URL shape, RFC 8628
 * device grant with sign-in pages, refresh with rotation, and scripted failures.
 */
@NullMarked
package io.fleetauth.server.authority;

import org.jspecify.annotations.NullMarked;
