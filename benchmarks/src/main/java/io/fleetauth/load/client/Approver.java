// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.client;

import reactor.core.publisher.Mono;

/** Approves a sign-in in place of a person. Thread-safe. */
@FunctionalInterface
public interface Approver {

  /** Completes when it is approved; fails with {@link RefusedException} when that was refused. */
  Mono<Void> approve(Prompt prompt);
}
