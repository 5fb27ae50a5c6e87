// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0

/** Configuration: YAML and environment, read into records, with errors that name the place. */
@NullMarked
package io.fleetauth.server.config;

import org.jspecify.annotations.NullMarked;
