// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * What the Azure services of the authority share: callers, keys, signatures, and how they answer.
 */
@NullMarked
package io.fleetauth.server.authority.service;

import org.jspecify.annotations.NullMarked;
