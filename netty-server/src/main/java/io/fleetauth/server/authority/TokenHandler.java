// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Parameters;
import io.fleetauth.server.reply.Reply;
import java.util.Map;
import reactor.core.publisher.Mono;

/** {@code POST /{tenant}/oauth2/v2.0/token}: finds the client and the grant type's rules. */
final class TokenHandler implements FormHandler {

  /** The rules of one grant type. */
  @FunctionalInterface
  interface Grant {
    Mono<Reply> redeem(TokenCall call);
  }

  private final Tenants tenants;
  private final ClientAuthenticator clients;
  private final Map<String, Grant> grants;

  TokenHandler(Tenants tenants, ClientAuthenticator clients, Map<String, Grant> grants) {
    this.tenants = tenants;
    this.clients = clients;
    this.grants = Map.copyOf(grants);
  }

  @Override
  public Mono<Reply> reply(Call call, Parameters form) {
    var tenant = tenants.of(call);
    var grantType = GrantType.normalized(form.require("grant_type"));
    return clients
        .authenticate(call, form, tenant)
        .map(
            asked ->
                new TokenCall(
                    call, form, tenant, asked.client(), asked.proof(), ClaimsRequest.of(form)))
        .flatMap(asked -> redeem(asked, grantType));
  }

  private Mono<Reply> redeem(TokenCall call, String grantType) {
    var grant = grants.get(grantType);
    if (grant == null) {
      throw new RefusedException(
          Refusal.GRANT_NOT_SUPPORTED, "The app requested an unsupported grant type.");
    }
    if (!call.client().grants().contains(grantType)) {
      throw new RefusedException(
          Refusal.CLIENT_NOT_ALLOWED, "The client may not use this grant type.");
    }
    return grant.redeem(call);
  }
}
