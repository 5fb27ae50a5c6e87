// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.authority.RefreshFamilies.Turned;
import io.fleetauth.server.authority.RefreshFamily.Use;
import io.fleetauth.server.authority.TokenIssuer.ForUser;
import io.fleetauth.server.authority.TokenIssuer.Issued;
import io.fleetauth.server.reply.Reply;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Refreshing, RFC 6749 section 6, with rotation, reuse detection and a grace period. */
final class RefreshTokenGrant implements TokenHandler.Grant {

  private final RefreshFamilies families;
  private final Users users;
  private final TokenIssuer issuer;
  private final AuthorityStore store;
  private final Scheduler workers;
  private final Ledger ledger;

  RefreshTokenGrant(
      RefreshFamilies families,
      Users users,
      TokenIssuer issuer,
      AuthorityStore store,
      Scheduler workers,
      Ledger ledger) {
    this.families = families;
    this.users = users;
    this.issuer = issuer;
    this.store = store;
    this.workers = workers;
    this.ledger = ledger;
  }

  @Override
  public Mono<Reply> redeem(TokenCall call) {
    var token = call.form().require("refresh_token");
    var family = families.find(token);
    // before the turn, so that a refused scope does not cost the token
    var scopes =
        family != null && family.clientId().equals(call.client().id())
            ? AskedScopes.within(Scopes.of(family.scope()), call)
            : Scopes.NONE;
    var turned = families.turn(token, call.client().id(), call.tenant().id());
    var refusal = turned.turn().refusal();
    return refusal == null ? refresh(turned, scopes, call) : refuse(turned, refusal);
  }

  private Mono<Reply> refuse(Turned turned, Refusal refusal) {
    var refused = new RefusedException(refusal, "The refresh token has expired or is revoked.");
    if (!turned.turn().reused()) {
      return Mono.error(refused);
    }
    ledger.count(Ledger.Entry.REUSES);
    ledger.count(Ledger.Entry.FAMILIES_REVOKED);
    return store.write(List.of(turned.turn().next().row())).then(Mono.error(refused));
  }

  private Mono<Reply> refresh(Turned turned, Scopes scopes, TokenCall call) {
    return Mono.fromCallable(() -> issue(turned, scopes, call))
        .subscribeOn(workers)
        .flatMap(issued -> deliver(issued, turned))
        .doOnError(failure -> families.undo(turned));
  }

  private Issued issue(Turned turned, Scopes scopes, TokenCall call) {
    var family = turned.turn().next();
    var user = users.find(family.user());
    if (user == null || !users.mayUse(user)) {
      throw new RefusedException(Refusal.USER_DISABLED, "The user account is disabled.");
    }
    return issuer.issue(ForUser.of(call, user, scopes, family));
  }

  private Mono<Reply> deliver(Issued issued, Turned turned) {
    var family = turned.turn().next();
    var rows = new ArrayList<>(issued.rows());
    rows.add(family.row());
    return store.write(rows).then(Mono.fromCallable(() -> answer(issued, turned)));
  }

  private Reply answer(Issued issued, Turned turned) {
    if (families.isRevoked(turned.turn().next().id())) {
      // a revocation that was answered meanwhile must be the last word
      throw new RefusedException(
          Refusal.REFRESH_TOKEN_REVOKED, "The refresh token has expired or is revoked.");
    }
    boolean grace = turned.turn().use() == Use.GRACE;
    ledger.count(grace ? Ledger.Entry.GRACE_HITS : Ledger.Entry.REFRESHES);
    return Reply.json(issued.body());
  }
}
