// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import io.fleetauth.endpoint.AuthorizationServer;
import io.fleetauth.endpoint.TokenRequest;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.IdToken;
import io.fleetauth.oauth.TokenSet;
import io.fleetauth.token.RenewalContext;
import io.fleetauth.token.RenewedTokens;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What the credentials that ask an authorization server have in common: a token for each whole
 * request, kept and renewed ahead, from the tenant that was asked for. Thread-safe.
 */
final class AuthorityTokens {

  /** Gets tokens for a request; {@code claims} is the parameter to send, or {@code null}. */
  @FunctionalInterface
  interface Exchange {

    Mono<TokenSet> at(
        AuthorizationServer server, CredentialRequest request, @Nullable String claims);
  }

  private final Authorities authorities;
  private final Exchange exchange;
  private final RenewedTokens<CredentialRequest> kept;

  AuthorityTokens(Authorities authorities, RenewalContext context, Exchange exchange) {
    this.authorities = authorities;
    this.exchange = exchange;
    this.kept = new RenewedTokens<>(context, this::asked);
  }

  /** Like {@link Credential#token}. */
  Mono<AccessToken> token(CredentialRequest request) {
    CredentialRequest key;
    try {
      key = authorities.resolved(request);
    } catch (IllegalArgumentException e) {
      return Mono.error(e);
    }
    boolean challenged = key.claims() != null && kept.peek(key) == null;
    return challenged ? answered(key) : kept.token(key);
  }

  /** A token that was challenged is of no use any more: the next plain request gets another. */
  private Mono<AccessToken> answered(CredentialRequest key) {
    return kept.token(key).doOnNext(token -> kept.forget(key.withClaims(null)));
  }

  private Mono<AccessToken> asked(CredentialRequest request) {
    return exchange
        .at(authorities.at(request.tenantId()), request, Claims.of(request))
        .map(TokenSet::accessToken);
  }

  /**
   * Redeems a grant; an ID token that comes along is verified.
   *
   * @param nonce what the ID token must repeat, or {@code null} when none was asked for
   */
  static Mono<TokenSet> redeem(
      AuthorizationServer server, TokenRequest request, @Nullable String nonce) {
    return server.tokens().exchange(request).flatMap(tokens -> verified(server, tokens, nonce));
  }

  private static Mono<TokenSet> verified(
      AuthorizationServer server, TokenSet tokens, @Nullable String nonce) {
    IdToken idToken = tokens.idToken();
    return idToken == null
        ? Mono.just(tokens)
        : server.idTokens().verify(idToken, nonce).thenReturn(tokens);
  }

  /** Forgets all tokens; later calls fail with {@code EngineClosedException}. */
  void close() {
    kept.close();
  }
}
