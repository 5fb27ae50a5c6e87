// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.communication;

import reactor.core.publisher.Mono;

/** Keeps identities over a restart. Thread-safe; the {@code Mono} is cold. */
@FunctionalInterface
public interface IdentityStore {

  /**
   * Writes a record unless one with a higher version is there; completes when that is durable, on a
   * worker thread, where what follows may sign. Errors with a {@code ServiceException} when it can
   * not be written.
   */
  Mono<Void> save(Identity identity);
}
