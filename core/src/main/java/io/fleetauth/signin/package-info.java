// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** The life of sign-ins in a fleet: start, persist, poll, resume, finish, cancel. */
@NullMarked
package io.fleetauth.signin;

import org.jspecify.annotations.NullMarked;
