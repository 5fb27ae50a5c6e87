// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** What the people who run a fleet talk to: sessions, sign-ins, events, health and metrics. */
@NullMarked
package io.fleetauth.server.admin;

import org.jspecify.annotations.NullMarked;
