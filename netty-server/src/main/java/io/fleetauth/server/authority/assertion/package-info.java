// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
/** Client authentication by signed assertions, RFC 7523: certificates and federated identities. */
@NullMarked
package io.fleetauth.server.authority.assertion;

import org.jspecify.annotations.NullMarked;
