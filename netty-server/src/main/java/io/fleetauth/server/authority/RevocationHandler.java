// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.server.authority.AuthorityConfig.Client;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Parameters;
import io.fleetauth.server.reply.Reply;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** {@code POST /{tenant}/oauth2/v2.0/revoke}, RFC 7009. A refresh token takes its family along. */
final class RevocationHandler implements FormHandler {

  private final Tenants tenants;
  private final ClientAuthenticator clients;
  private final RefreshFamilies families;
  private final AccessTokens accessTokens;
  private final Scheduler workers;
  private final Ledger ledger;

  RevocationHandler(
      Tenants tenants,
      ClientAuthenticator clients,
      RefreshFamilies families,
      AccessTokens accessTokens,
      Scheduler workers,
      Ledger ledger) {
    this.tenants = tenants;
    this.clients = clients;
    this.families = families;
    this.accessTokens = accessTokens;
    this.workers = workers;
    this.ledger = ledger;
  }

  @Override
  public Mono<Reply> reply(Call call, Parameters form) {
    var tenant = tenants.of(call);
    return clients
        .authenticate(call, form, tenant)
        .publishOn(workers)
        .flatMap(asked -> revoke(form.require("token"), asked.client()))
        .doOnSuccess(done -> ledger.count(Ledger.Entry.REVOCATIONS))
        .thenReturn(Reply.empty(200));
  }

  private Mono<Void> revoke(String token, Client client) {
    var family = families.find(token);
    if (family != null) {
      requireOwner(family.clientId(), client);
      return families.revoke(family);
    }
    var claims = accessTokens.active(token);
    if (claims == null) {
      return Mono.empty(); // unknown tokens are revoked already; section 2.2
    }
    requireOwner(claims.getClaim("azp"), client);
    return accessTokens.revoke(claims);
  }

  private static void requireOwner(Object owner, Client client) {
    if (!client.id().equals(owner)) {
      throw new RefusedException(Refusal.FOREIGN_TOKEN, "The token was not issued to this client.");
    }
  }
}
