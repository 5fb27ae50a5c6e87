// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.authority.AuthorityConfig.User;
import io.fleetauth.server.authority.CodeGrant.Outcome;
import io.fleetauth.server.authority.CodeGrant.Shown;
import io.fleetauth.server.authority.TokenIssuer.BrowserSignIn;
import io.fleetauth.server.authority.TokenIssuer.ForUser;
import io.fleetauth.server.authority.TokenIssuer.Issued;
import io.fleetauth.server.reply.Reply;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Redemption of an authorization code, RFC 6749 section 4.1.3 with PKCE (RFC 7636). All its tokens
 * belong to one family, also when there is no refresh token, so that a second showing of the code
 * can revoke them.
 */
final class AuthorizationCodeGrant implements TokenHandler.Grant {

  private final CodeGrants grants;
  private final RefreshFamilies families;
  private final Users users;
  private final TokenIssuer issuer;
  private final AuthorityStore store;
  private final Scheduler workers;
  private final Ledger ledger;

  AuthorizationCodeGrant(
      CodeGrants grants,
      RefreshFamilies families,
      Users users,
      TokenIssuer issuer,
      AuthorityStore store,
      Scheduler workers,
      Ledger ledger) {
    this.grants = grants;
    this.families = families;
    this.users = users;
    this.issuer = issuer;
    this.store = store;
    this.workers = workers;
    this.ledger = ledger;
  }

  @Override
  public Mono<Reply> redeem(TokenCall call) {
    var code = call.form().require("code");
    var shown =
        new Shown(
            call.client().id(),
            call.tenant().id(),
            call.form().get("redirect_uri"),
            call.form().get("code_verifier"));
    return Mono.defer(() -> show(code, shown, call)).subscribeOn(workers);
  }

  private Mono<Reply> show(String code, Shown shown, TokenCall call) {
    var grant = grants.find(code);
    if (grant == null) {
      return Mono.error(new RefusedException(Refusal.CODE_INVALID, text(Refusal.CODE_INVALID)));
    }
    // before the code is used up, so that a refused scope does not cost it
    var scopes =
        grant.clientId().equals(shown.clientId())
            ? AskedScopes.within(Scopes.of(grant.scope()), call)
            : Scopes.NONE;
    var family = families.start(grant.clientId(), grant.tenantId(), grant.user(), grant.scope());
    var outcome = grants.show(grant, shown, family.id());
    if (outcome.refusal() == null) {
      return redeem(outcome.next(), family, scopes, call);
    }
    families.forget(family);
    return refuse(outcome, outcome.refusal());
  }

  private Mono<Reply> refuse(Outcome outcome, Refusal refusal) {
    var refused = new RefusedException(refusal, text(refusal));
    if (!outcome.isReplay()) {
      return store.write(List.of(outcome.next().row())).then(Mono.error(refused));
    }
    ledger.count(Ledger.Entry.CODE_REPLAYS);
    var id = outcome.next().family();
    var family = id == null ? null : families.get(id);
    return family == null ? Mono.error(refused) : families.revoke(family).then(Mono.error(refused));
  }

  private Mono<Reply> redeem(CodeGrant grant, RefreshFamily family, Scopes scopes, TokenCall call) {
    return Mono.fromCallable(() -> issue(grant, family, scopes, call))
        .flatMap(issued -> written(issued, grant, family))
        .doOnError(failure -> undo(grant, family))
        .map(issued -> answer(issued, family));
  }

  /** A code that was shown again meanwhile stays used. */
  private void undo(CodeGrant grant, RefreshFamily family) {
    if (!families.isRevoked(family.id())) {
      grants.undo(grant);
      families.forget(family);
    }
  }

  private Issued issue(CodeGrant grant, RefreshFamily family, Scopes scopes, TokenCall call) {
    var approved = Scopes.of(grant.scope());
    boolean refreshable =
        approved.contains("offline_access")
            && call.client().grants().contains(GrantType.REFRESH_TOKEN);
    return issuer.issue(
        new ForUser(
            call,
            user(grant),
            scopes,
            refreshable ? family : null,
            family.id(),
            new BrowserSignIn(grant.nonce(), grant.signedInAt())));
  }

  private User user(CodeGrant grant) {
    var user = users.find(grant.user());
    if (user == null || !users.mayUse(user)) {
      throw new RefusedException(Refusal.USER_DISABLED, "The user account is disabled.");
    }
    return user;
  }

  private Mono<Issued> written(Issued issued, CodeGrant grant, RefreshFamily family) {
    var rows = new ArrayList<>(issued.rows());
    rows.add(grant.row());
    rows.add(family.row());
    return store.write(rows).thenReturn(issued);
  }

  private Reply answer(Issued issued, RefreshFamily family) {
    if (families.isRevoked(family.id())) {
      // the code was shown again meanwhile, or a revocation was answered
      throw new RefusedException(Refusal.CODE_USED, text(Refusal.CODE_USED));
    }
    ledger.count(Ledger.Entry.CODE_REDEMPTIONS);
    return Reply.json(issued.body());
  }

  private static String text(Refusal refusal) {
    return switch (refusal) {
      case CODE_USED -> "OAuth2 Authorization code was already redeemed.";
      case CODE_EXPIRED -> "The provided authorization code has expired.";
      case CODE_OF_OTHER_TENANT -> "The authorization code is for use at another tenant.";
      case REDIRECT_URI_DIFFERS -> "The redirect_uri is not that of the authorization request.";
      case VERIFIER_DIFFERS ->
          "The code_verifier does not match the code_challenge of the authorization request.";
      default -> "The authorization code is not valid for this client.";
    };
  }
}
