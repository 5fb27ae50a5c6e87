// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import io.fleetauth.session.DeviceSession.State;
import java.time.Instant;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A store in which every device is signed in. It makes a session when it is read, so the heap holds
 * what the engine keeps in memory and nothing else, as beside a store that is a file or a database.
 * Nothing is sealed; {@link SealingBenchmark} measures that. Only for engines that are read.
 */
public final class SignedInStore implements SessionStore, SessionSealer {

  private final Nodes nodes = Nodes.sole();
  private final Instant signedInAt = Instant.now();
  private final Function<DeviceId, SignedIn> sessions;

  public SignedInStore(Function<DeviceId, SignedIn> sessions) {
    this.sessions = sessions;
  }

  @Override
  public Mono<SessionRecord> find(SessionKey key) {
    return Mono.just(
        new SessionRecord(key, 1, State.SIGNED_IN, null, null, null, null, signedInAt, "none"));
  }

  @Override
  public DeviceSession open(SessionKey key, String sealed) {
    return sessions.apply(key.device());
  }

  @Override
  public String seal(SessionKey key, DeviceSession session) {
    throw readOnly();
  }

  @Override
  public Mono<SessionRecord> findByHash(SecretHash hash) {
    return Mono.empty();
  }

  @Override
  public Mono<Boolean> replace(SessionRecord next) {
    return Mono.error(readOnly());
  }

  @Override
  public Mono<Boolean> remove(SessionKey key, long version) {
    return Mono.error(readOnly());
  }

  @Override
  public Flux<SessionRecord> due(Instant until, int limit) {
    return Flux.empty();
  }

  @Override
  public Flux<SessionRecord> list(SessionQuery query) {
    return Flux.empty();
  }

  @Override
  public Flux<SessionKey> watch() {
    return Flux.never();
  }

  @Override
  public Nodes nodes() {
    return nodes;
  }

  @Override
  public Mono<Void> close() {
    return Mono.empty();
  }

  private static RuntimeException readOnly() {
    return new UnsupportedOperationException("this store is only read");
  }
}
