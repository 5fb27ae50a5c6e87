// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.gateway.service.DeviceServices;
import io.fleetauth.server.gateway.service.ServiceToken;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Parameters;
import io.fleetauth.server.reply.Reply;
import io.fleetauth.server.reply.Router;
import io.fleetauth.session.SessionKey;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Gives devices, by their handle, tokens of Azure services. Thread-safe. */
final class ServiceRoutes {

  private final Function<String, Mono<SessionKey>> sessions;
  private final DeviceServices services;
  private final TokenMembers members;

  /**
   * @param sessions find the session of a handle, empty when that is not good
   */
  ServiceRoutes(
      Function<String, Mono<SessionKey>> sessions, DeviceServices services, TokenMembers members) {
    this.sessions = sessions;
    this.services = services;
    this.members = members;
  }

  void addTo(Router.Builder router) {
    router
        .get("/v1/mixed-reality/token", this::mixedReality)
        .post("/v1/communication/token", this::communication);
  }

  private Mono<Reply> mixedReality(Call call) {
    return reply(call, session -> services.mixedReality(session, call.query().get("account")));
  }

  private Mono<Reply> communication(Call call) {
    return call.form().flatMap(form -> reply(call, session -> communication(session, form)));
  }

  private Mono<ServiceToken> communication(SessionKey session, Parameters form) {
    Scopes scopes = Scopes.of(form.get("scope", ""));
    return services.communication(session, form.get("resource"), scopes);
  }

  private Mono<Reply> reply(Call call, Function<SessionKey, Mono<ServiceToken>> token) {
    String handle = call.bearer();
    if (handle == null) {
      return Mono.just(Refusals.noHandle());
    }
    return sessions
        .apply(handle)
        .flatMap(token)
        .map(found -> Reply.json(members.of(found)))
        .switchIfEmpty(Mono.fromSupplier(Refusals::invalidToken))
        .onErrorResume(Refusals::bearer);
  }
}
