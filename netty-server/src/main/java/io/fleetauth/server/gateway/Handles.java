// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import io.fleetauth.session.DeviceSession;
import io.fleetauth.session.SecretHash;
import io.fleetauth.session.Sessions;
import io.fleetauth.session.SignedIn;
import io.fleetauth.session.StoredSession;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Finds the session that a handle leads to, in the store. Thread-safe. */
final class Handles {

  private final Sessions sessions;

  Handles(Sessions sessions) {
    this.sessions = sessions;
  }

  /** Emits the session with tokens, or completes empty when the handle is unknown or over. */
  Mono<StoredSession> find(String handle) {
    if (!DeviceSecrets.isHandle(handle)) {
      return Mono.empty();
    }
    SecretHash hash = DeviceSecrets.handleHash(handle);
    return sessions
        .findByHash(hash)
        .filter(stored -> hash.equals(stored.session().handle()))
        .flatMap(this::spendCode);
  }

  /** A device that uses its handle has received it, so its code is good for nothing more. */
  private Mono<StoredSession> spendCode(StoredSession stored) {
    if (!(stored.session() instanceof SignedIn signedIn) || signedIn.code() == null) {
      return Mono.just(stored);
    }
    return sessions
        .update(stored.key(), Handles::withoutCode)
        .onErrorResume(storeIsBusy -> Mono.empty()) // the next look-up tries again
        .thenReturn(stored);
  }

  static @Nullable DeviceSession withoutCode(@Nullable DeviceSession session) {
    return session instanceof SignedIn signedIn && signedIn.code() != null
        ? signedIn.withHandle(null, signedIn.handle())
        : session;
  }
}
