// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import java.util.Map;
import reactor.core.publisher.Mono;

/** Adds what proves who is asking. Thread-safe. */
@FunctionalInterface
public interface RequestSigner {

  /** Adds nothing. */
  RequestSigner NONE = request -> Mono.just(Map.of());

  /** Emits the headers to add; called anew for each try, because a signature may hold the time. */
  Mono<Map<String, String>> sign(ServiceRequest request);
}
