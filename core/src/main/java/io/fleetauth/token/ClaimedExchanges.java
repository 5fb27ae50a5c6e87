// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.endpoint.SendPermit;
import io.fleetauth.endpoint.TokenRequest.RefreshTokenGrant;
import io.fleetauth.oauth.Dialect;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.oauth.TokenSet;
import io.fleetauth.token.Claims.Taken;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;

/**
 * Spends refresh tokens: waits for a turn, claims the session, sends. In this order, because each
 * claim that waits is one more that a process that dies leaves open.
 */
final class ClaimedExchanges {

  private final TokenContext context;
  private final Claims claims;
  private final Turns turns;

  ClaimedExchanges(TokenContext context, Claims claims, Turns turns) {
    this.context = context;
    this.claims = claims;
    this.turns = turns;
  }

  /**
   * What came of it.
   *
   * @param taken the claim, or {@code null} when another writer came between
   * @param sentAt milliseconds on the timer's line
   * @param answer of the server, or {@code null} when nothing was sent
   */
  record Exchanged(@Nullable Taken taken, long sentAt, @Nullable Signal<TokenSet> answer) {}

  /**
   * Emits what came of it, before the turn ends. Errors are those of {@link Turns#take} and of the
   * store; then nothing was sent.
   */
  Mono<Exchanged> spend(Try now, RefreshToken refreshToken) {
    // servers forgive what was left open for a short time only
    boolean wasLeftOpen = now.session().claim() != null;
    Mono<Exchanged> claimed =
        claims
            .take(now.stored(), now.session())
            .flatMap(taken -> exchange(now, refreshToken, taken.orElse(null)));
    return turns.take(wasLeftOpen, claimed);
  }

  private Mono<Exchanged> exchange(Try tried, RefreshToken refreshToken, @Nullable Taken taken) {
    long now = context.now();
    if (taken == null || !claims.maySend(taken)) {
      return Mono.just(new Exchanged(taken, now, null));
    }
    var grant = new RefreshTokenGrant(refreshToken, wireScopes(tried));
    Duration limit = context.settings().exchanges().limit();
    Mono<TokenSet> late =
        Mono.error(() -> new IOException("the authorization server did not answer in time"));
    return Mono.defer(() -> sent(grant))
        .contextWrite(((SendPermit) () -> claims.maySend(taken))::in)
        .timeout(limit, late, context.timer())
        .materialize()
        .map(answer -> new Exchanged(taken, now, answer));
  }

  /** From here on each way must tell the observer that it is over. */
  private Mono<TokenSet> sent(RefreshTokenGrant grant) {
    context.observer().refreshing(context.registration().name());
    return context.server().tokens().exchange(grant);
  }

  /** RFC 6749 section 6: no scope means what was granted; Entra wants it named. */
  private Scopes wireScopes(Try now) {
    boolean omit = now.isOwn() && context.registration().dialect() != Dialect.ENTRA;
    return omit ? Scopes.NONE : now.scopes();
  }
}
