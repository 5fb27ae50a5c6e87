// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** Values and errors of OAuth 2.0 (RFC 6749, 8628, 7009, 8414) and OpenID Connect; no I/O. */
@NullMarked
package io.fleetauth.oauth;

import org.jspecify.annotations.NullMarked;
