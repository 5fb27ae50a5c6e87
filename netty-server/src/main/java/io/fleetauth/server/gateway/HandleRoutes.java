// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.server.gateway.Issuer.Shape;
import io.fleetauth.server.gateway.service.DeviceServices;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Parameters;
import io.fleetauth.server.reply.Reply;
import io.fleetauth.server.reply.Router;
import io.fleetauth.session.SessionKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What a device does with its handle: reads tokens where the hot path has none ready, signs out,
 * revokes. Thread-safe.
 */
final class HandleRoutes {

  private static final Reply FOREIGN =
      Reply.oauthError(400, ErrorCode.INVALID_GRANT, "the handle belongs to another client");
  private static final Reply REVOKED = Reply.empty(200);

  private final Map<String, ServedRegistration> registrations;
  private final Handles handles;
  private final HotSessions hot;
  private final TokenReads reads;
  private final DeviceServices services;
  private final TokenMembers members;

  HandleRoutes(
      Map<String, ServedRegistration> registrations,
      Handles handles,
      HotSessions hot,
      TokenReads reads,
      DeviceServices services,
      TokenMembers members) {
    this.registrations = registrations;
    this.handles = handles;
    this.hot = hot;
    this.reads = reads;
    this.services = services;
    this.members = members;
  }

  void addTo(Router.Builder router) {
    router.get(HotPath.PATH, this::read).delete(HotPath.PATH, this::delete);
    for (Shape shape : Shape.values()) {
      router.post("/{registration}" + shape.endpoints() + "/revoke", this::revoke);
    }
  }

  private Mono<Reply> read(Call call) {
    reads.miss();
    String handle = call.bearer();
    Mono<Reply> answer = handle == null ? Mono.just(Refusals.noHandle()) : read(call, handle);
    return answer.doOnNext(this::count);
  }

  private void count(Reply reply) {
    if (reply.status() != 200) {
      reads.refuse();
    }
  }

  private Mono<Reply> read(Call call, String handle) {
    return session(handle)
        .flatMap(key -> token(key, call.query().get("scope"), handle))
        .map(token -> Reply.json(members.of(token)))
        .switchIfEmpty(Mono.fromSupplier(Refusals::invalidToken))
        .onErrorResume(Refusals::bearer);
  }

  /**
   * Emits the session of a handle; empty when that is not good. A store that is down does not stop
   * a device whose handle was good a moment ago.
   */
  Mono<SessionKey> session(String handle) {
    HotSession known = hot.get(HotSessions.SCHEME + handle);
    Mono<SessionKey> found = handles.find(handle).map(stored -> stored.key());
    return known == null ? found : found.onErrorReturn(known.key());
  }

  private Mono<AccessToken> token(SessionKey key, @Nullable String scope, String handle) {
    ServedRegistration registration = registrations.get(key.registration());
    if (registration == null) {
      return Mono.empty();
    }
    if (scope != null) {
      return registration.fleet().token(key.device(), registration.scopes(scope));
    }
    return registration
        .fleet()
        .token(key.device())
        .doOnNext(token -> hot.put(handle, known(registration, key), registration.fleet(), token));
  }

  /** Returns the key with the name that all sessions share instead of the one read with it. */
  private static SessionKey known(ServedRegistration registration, SessionKey key) {
    return registration.key(key.device());
  }

  private Mono<Reply> delete(Call call) {
    String handle = call.bearer();
    if (handle == null) {
      return Mono.just(Refusals.noHandle());
    }
    return handles
        .find(handle)
        .flatMap(stored -> signOut(stored.key()).thenReturn(Reply.noContent()))
        .switchIfEmpty(Mono.fromSupplier(Refusals::invalidToken))
        .onErrorResume(Refusals::bearer);
  }

  /** Token revocation, RFC 7009: whatever is no handle of ours is answered like a revoked one. */
  private Mono<Reply> revoke(Call call) {
    return call.form().flatMap(form -> revoke(call, form)).onErrorResume(Refusals::oauth);
  }

  private Mono<Reply> revoke(Call call, Parameters form) {
    ServedRegistration registration = OAuthRoutes.registration(registrations, call);
    String client = registration.client(call, form);
    String handle = form.require("token");
    if (DeviceSecrets.isHandle(handle) && !DeviceSecrets.isBound(handle, client)) {
      return Mono.just(FOREIGN);
    }
    return handles
        .find(handle)
        .filter(stored -> stored.key().registration().equals(registration.name()))
        .flatMap(stored -> signOut(stored.key()))
        .thenReturn(REVOKED);
  }

  Mono<Void> signOut(SessionKey key) {
    ServedRegistration registration = registrations.get(key.registration());
    if (registration == null) {
      return Mono.empty();
    }
    return services
        .atSignOut(key, registration.fleet().signOut(key.device()))
        .doFinally(signal -> hot.drop(key));
  }
}
