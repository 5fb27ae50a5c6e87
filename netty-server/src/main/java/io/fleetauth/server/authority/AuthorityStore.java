// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Keeps what must outlive the process. Reads happen once, at the start; afterwards memory serves.
 * Implementations are thread-safe and every {@code Mono} is cold.
 */
interface AuthorityStore {

  /** Emits every row, removed ones excepted. */
  Mono<List<Row>> load();

  /** Writes all rows or none; completes when they are durable. */
  Mono<Void> write(List<Row> rows);

  Mono<Void> close();

  /** Keeps nothing: for tests that need no restart. */
  AuthorityStore NONE =
      new AuthorityStore() {
        @Override
        public Mono<List<Row>> load() {
          return Mono.just(List.of());
        }

        @Override
        public Mono<Void> write(List<Row> rows) {
          return Mono.empty();
        }

        @Override
        public Mono<Void> close() {
          return Mono.empty();
        }
      };
}
