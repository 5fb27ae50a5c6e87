// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
/** The identity service of Azure Communication Services. */
@NullMarked
package io.fleetauth.server.authority.communication;

import org.jspecify.annotations.NullMarked;
