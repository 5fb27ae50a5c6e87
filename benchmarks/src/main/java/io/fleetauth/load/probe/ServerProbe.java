// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.probe;

import io.fleetauth.load.report.ServerSample;
import reactor.core.publisher.Mono;

/** Looks at the server under test from outside. Thread-safe. */
@FunctionalInterface
public interface ServerProbe {

  /** Sees nothing. */
  ServerProbe NONE = Mono::empty;

  /** Emits what the server uses now; empty when that can not be seen at the moment. */
  Mono<ServerSample> look();
}
