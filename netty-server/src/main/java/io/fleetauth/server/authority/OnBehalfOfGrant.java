// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import com.nimbusds.jwt.JWTClaimsSet;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.authority.AuthorityConfig.User;
import io.fleetauth.server.authority.TokenIssuer.ForUser;
import io.fleetauth.server.authority.TokenIssuer.Issued;
import io.fleetauth.server.reply.Reply;
import java.time.Clock;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * An API that was called with a person's token asks for a token to call the next API as that
 * person: RFC 7523 section 2.1 with Microsoft's {@code requested_token_use=on_behalf_of}. The new
 * token ends with the sign-in of the person, and there is no refresh token: the API asks again.
 */
final class OnBehalfOfGrant implements TokenHandler.Grant {

  private final AccessTokens accessTokens;
  private final Users users;
  private final TokenIssuer issuer;
  private final Clock clock;
  private final AuthorityStore store;
  private final Scheduler workers;
  private final Ledger ledger;

  OnBehalfOfGrant(
      AccessTokens accessTokens,
      Users users,
      TokenIssuer issuer,
      Clock clock,
      AuthorityStore store,
      Scheduler workers,
      Ledger ledger) {
    this.accessTokens = accessTokens;
    this.users = users;
    this.issuer = issuer;
    this.clock = clock;
    this.store = store;
    this.workers = workers;
    this.ledger = ledger;
  }

  @Override
  public Mono<Reply> redeem(TokenCall call) {
    if (call.proof() == ClientProof.NONE) {
      throw new RefusedException(
          Refusal.SECRET_MISSING,
          "The request body must contain: 'client_assertion' or 'client_secret'.");
    }
    if (!"on_behalf_of".equals(call.form().get("requested_token_use"))) {
      throw new RefusedException(
          Refusal.INVALID_REQUEST,
          "The request body must contain: 'requested_token_use' with the value 'on_behalf_of'.");
    }
    var assertion = call.form().require("assertion");
    var scopes = Scopes.of(call.form().require("scope"));
    if (!call.client().mayAsk(scopes)) {
      throw new RefusedException(Refusal.SCOPE_NOT_ALLOWED, "The scope is not allowed.");
    }
    return Mono.fromCallable(() -> issue(call, assertion, scopes))
        .subscribeOn(workers)
        .flatMap(issued -> deliver(issued, assertion));
  }

  private Issued issue(TokenCall call, String assertion, Scopes scopes) {
    var claims = requireGood(assertion);
    if (claims.getAudience().stream().noneMatch(call.client()::isAudience)) {
      throw new RefusedException(
          Refusal.USER_ASSERTION_AUDIENCE,
          "Assertion audience does not match the Client app presenting the assertion.");
    }
    if (!call.tenant().id().equals(claims.getClaim("tid"))) {
      throw new RefusedException(
          Refusal.USER_ASSERTION_INVALID, "The assertion is a token of another tenant.");
    }
    var session = claims.getClaim(AccessTokens.FAMILY) instanceof String family ? family : null;
    return issuer.issue(new ForUser(call, user(claims), scopes, null, session, null));
  }

  private JWTClaimsSet requireGood(String assertion) {
    var claims = accessTokens.active(assertion);
    if (claims != null) {
      return claims;
    }
    var genuine = accessTokens.genuine(assertion);
    if (genuine != null && !genuine.getExpirationTime().toInstant().isAfter(clock.instant())) {
      throw new RefusedException(
          Refusal.USER_ASSERTION_EXPIRED, "Assertion is not within its valid time range.");
    }
    throw new RefusedException(
        Refusal.USER_ASSERTION_INVALID,
        "The assertion is no access token of this server, or was revoked.");
  }

  private User user(JWTClaimsSet claims) {
    if (!(claims.getClaim("preferred_username") instanceof String name)) {
      throw new RefusedException(
          Refusal.USER_ASSERTION_INVALID, "The assertion must be the token of a user.");
    }
    var user = users.find(name);
    if (user == null || !users.mayUse(user)) {
      throw new RefusedException(Refusal.USER_DISABLED, "The user account is disabled.");
    }
    return user;
  }

  private Mono<Reply> deliver(Issued issued, String assertion) {
    return store
        .write(issued.rows())
        .then(
            Mono.fromCallable(
                () -> {
                  requireGood(assertion); // a revocation that was answered meanwhile wins
                  ledger.count(Ledger.Entry.ON_BEHALF_OF);
                  return Reply.json(issued.body());
                }))
        .subscribeOn(workers);
  }
}
