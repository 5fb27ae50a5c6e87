// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** Tokens of Azure services for devices that are signed in. */
@NullMarked
package io.fleetauth.server.gateway.service;

import org.jspecify.annotations.NullMarked;
