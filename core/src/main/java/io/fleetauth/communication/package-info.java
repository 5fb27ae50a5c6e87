// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** Identities and tokens of Azure Communication Services. */
@NullMarked
package io.fleetauth.communication;

import org.jspecify.annotations.NullMarked;
