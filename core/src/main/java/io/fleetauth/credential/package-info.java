// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** Credentials beside the device grant: who asks for a token when no person signs in. */
@NullMarked
package io.fleetauth.credential;

import org.jspecify.annotations.NullMarked;
