// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.reply.Reply;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** A client asks for itself, RFC 6749 section 4.4. OpenID scopes are ignored: MSAL adds them. */
final class ClientCredentialsGrant implements TokenHandler.Grant {

  private final TokenIssuer issuer;
  private final AuthorityStore store;
  private final Scheduler workers;
  private final Ledger ledger;

  ClientCredentialsGrant(
      TokenIssuer issuer, AuthorityStore store, Scheduler workers, Ledger ledger) {
    this.issuer = issuer;
    this.store = store;
    this.workers = workers;
    this.ledger = ledger;
  }

  @Override
  public Mono<Reply> redeem(TokenCall call) {
    var client = call.client();
    if (client.isPublic()) {
      throw new RefusedException(
          Refusal.SECRET_MISSING,
          "The request body must contain: 'client_assertion' or 'client_secret'.");
    }
    var asked = Scopes.of(call.form().get("scope", ""));
    if (!client.mayAsk(asked)) {
      throw new RefusedException(Refusal.SCOPE_NOT_ALLOWED, "The scope is not allowed.");
    }
    var scopes = Scopes.of(TokenAudience.ofResource(asked).toArray(String[]::new));
    return Mono.fromCallable(() -> issuer.issue(call, scopes))
        .subscribeOn(workers)
        .flatMap(issued -> store.write(issued.rows()).thenReturn(Reply.json(issued.body())))
        .doOnSuccess(reply -> ledger.count(Ledger.Entry.CLIENT_CREDENTIALS));
  }
}
