// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway.service;

import io.fleetauth.communication.CommunicationUserIdentifier;
import io.fleetauth.session.DeviceSession;
import io.fleetauth.session.PendingSignIn;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.Sessions;
import io.fleetauth.session.SignedIn;
import io.fleetauth.session.StoredSession;
import io.fleetauth.token.SignInRequiredException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The identities that sessions have at one service, kept sealed with them. Errors: those of the
 * store, and {@link SignInRequiredException} for a session that is over.
 *
 * @param service its name in the configuration
 */
record SessionIdentities(String service, Sessions sessions) {

  /** Emits the identity, or completes empty when the session has none yet. */
  Mono<CommunicationUserIdentifier> find(SessionKey session) {
    return sessions.find(session).flatMap(stored -> Mono.justOrEmpty(of(stored)));
  }

  @Nullable CommunicationUserIdentifier of(StoredSession stored) {
    SignedIn tokens = stored.session().tokens();
    String id = tokens == null ? null : tokens.serviceIds().get(service);
    return id == null ? null : new CommunicationUserIdentifier(id);
  }

  /** Stores {@code fresh} unless the session has one; emits the one that it has then. */
  Mono<CommunicationUserIdentifier> keep(SessionKey session, CommunicationUserIdentifier fresh) {
    return change(
            session,
            tokens ->
                tokens.serviceIds().containsKey(service)
                    ? tokens
                    : tokens.withServiceId(service, fresh.id()))
        .flatMap(stored -> Mono.justOrEmpty(of(stored)))
        .switchIfEmpty(Mono.defer(() -> over(session)));
  }

  /** Removes the identity from the session, unless it has another one by now. */
  Mono<Void> forget(SessionKey session, CommunicationUserIdentifier gone) {
    return change(
            session,
            tokens ->
                gone.id().equals(tokens.serviceIds().get(service))
                    ? tokens.withServiceId(service, null)
                    : tokens)
        .then();
  }

  /** Completes when the session still has this identity. */
  Mono<Void> require(SessionKey session, CommunicationUserIdentifier user) {
    return find(session).filter(user::equals).switchIfEmpty(Mono.defer(() -> over(session))).then();
  }

  private Mono<StoredSession> change(SessionKey session, UnaryOperator<SignedIn> change) {
    return sessions.update(session, stored -> changed(stored, change));
  }

  private static @Nullable DeviceSession changed(
      @Nullable DeviceSession stored, UnaryOperator<SignedIn> change) {
    SignedIn before = stored == null ? null : stored.tokens();
    SignedIn after = before == null ? null : change.apply(before);
    if (after == null || after.equals(before)) {
      return stored;
    }
    return stored instanceof PendingSignIn pending ? pending.withPrevious(after) : after;
  }

  private static <T> Mono<T> over(SessionKey session) {
    return Mono.error(new SignInRequiredException(session.device(), null));
  }
}
