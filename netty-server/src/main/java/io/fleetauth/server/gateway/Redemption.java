// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.server.reply.Reply;
import io.fleetauth.session.DeviceSession;
import io.fleetauth.session.PendingSignIn;
import io.fleetauth.session.SecretHash;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.Sessions;
import io.fleetauth.session.SignedIn;
import io.fleetauth.session.StoredSession;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Redeems a device code for tokens and a session handle: once, and again for a short while by the
 * same client, because an answer may be lost. Thread-safe.
 */
final class Redemption {

  private final Sessions sessions;
  private final Polls polls;
  private final HotSessions hot;
  private final TokenAnswer answer;

  Redemption(Sessions sessions, Polls polls, HotSessions hot, TokenAnswer answer) {
    this.sessions = sessions;
    this.polls = polls;
    this.hot = hot;
    this.answer = answer;
  }

  /**
   * Emits the tokens, or completes empty when the code was redeemed before. The code is not spent
   * when the engine has no token to give.
   */
  Mono<Reply> redeem(DeviceRequest request, SessionKey key, SignedIn found) {
    String code = request.form().require("device_code");
    SecretHash codeHash = DeviceSecrets.codeHash(code, request.clientId());
    String handle = DeviceSecrets.handle(code, request.clientId());
    SecretHash handleHash = DeviceSecrets.handleHash(handle);
    if (handleHash.equals(found.handle()) && !polls.mayRepeat(codeHash, found)) {
      return Mono.empty();
    }
    return request
        .registration()
        .fleet()
        .token(key.device())
        .flatMap(token -> keep(key, codeHash, handleHash, token))
        .doOnNext(kept -> spent(key, codeHash))
        .flatMap(kept -> answer.reply(request, kept.session(), kept.token(), handle));
  }

  private record Kept(SignedIn session, AccessToken token) {}

  /** Makes the handle durable before it is handed out. */
  private Mono<Kept> keep(SessionKey key, SecretHash code, SecretHash handle, AccessToken token) {
    return sessions
        .update(key, session -> withHandle(session, code, handle))
        .map(StoredSession::session)
        .ofType(SignedIn.class)
        .filter(signedIn -> handle.equals(signedIn.handle()))
        .map(signedIn -> new Kept(signedIn, token));
  }

  private static @Nullable DeviceSession withHandle(
      @Nullable DeviceSession session, SecretHash code, SecretHash handle) {
    if (!(session instanceof SignedIn signedIn) || !code.equals(signedIn.code())) {
      return session;
    }
    return handle.equals(signedIn.handle()) ? session : signedIn.withHandle(code, handle);
  }

  /** An older handle of the same device is not served any more. */
  private void spent(SessionKey key, SecretHash code) {
    polls.redeemed(code);
    hot.drop(key);
  }

  /**
   * Burns the code when it belongs to another client of the registration: whoever presents it here
   * has come by it in a wrong way (RFC 8628 section 5.2).
   */
  Mono<Void> burnOfOthers(DeviceRequest request, String code) {
    return Flux.fromIterable(request.registration().config().deviceClients())
        .filter(client -> !client.equals(request.clientId()))
        .map(client -> DeviceSecrets.codeHash(code, client))
        .concatMap(hash -> polls.find(hash).flatMap(poll -> burn(request, hash)))
        .then();
  }

  private Mono<Void> burn(DeviceRequest request, SecretHash hash) {
    return sessions
        .findByHash(hash)
        .flatMap(stored -> burn(request.registration(), stored))
        .doFinally(signal -> polls.forget(hash));
  }

  private Mono<Void> burn(ServedRegistration registration, StoredSession stored) {
    SessionKey key = stored.key();
    if (!key.registration().equals(registration.name())) {
      return Mono.empty();
    }
    if (stored.session() instanceof PendingSignIn) {
      return registration.fleet().cancelSignIn(key.device()).then();
    }
    return stored.session().handle() == null
        ? registration.fleet().signOut(key.device())
        : sessions.update(key, Handles::withoutCode).then();
  }
}
