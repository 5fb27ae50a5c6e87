// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.report;

import org.jspecify.annotations.Nullable;

/**
 * What the server used; what it does not tell is null.
 *
 * @param heap bytes of the Java heap in use
 * @param resident bytes of memory that the process holds
 * @param files open descriptors
 * @param cpu cores used since the last sample
 */
public record ServerSample(
    @Nullable Double heap,
    @Nullable Double resident,
    @Nullable Double files,
    @Nullable Double threads,
    @Nullable Double cpu) {}
