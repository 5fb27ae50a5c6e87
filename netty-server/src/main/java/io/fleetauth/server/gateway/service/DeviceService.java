// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway.service;

import io.fleetauth.oauth.Scopes;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.StoredSession;
import reactor.core.publisher.Mono;

/** One service that devices get tokens of. Thread-safe. */
interface DeviceService {

  /** Returns whether devices of the registration may. */
  boolean serves(String registration);

  /** Returns whether {@code name}, beside its own name, means this service. */
  boolean isCalled(String name);

  /**
   * Emits a valid token for a device that is signed in, from memory as a rule. Errors are those of
   * the service's client, of the store, and {@code SignInRequiredException}.
   *
   * @param asked what it is for; none for all that is allowed
   */
  Mono<ServiceToken> token(SessionKey session, Scopes asked);

  /**
   * Forgets what it has for the session, which was {@code last} before it ended, and makes that
   * worthless where the service can.
   */
  Mono<Void> signedOut(StoredSession last);

  /** Renews nothing any more. */
  void close();
}
