// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static java.util.Objects.requireNonNullElse;

import io.fleetauth.endpoint.AuthorizationServer;
import io.fleetauth.endpoint.TokenRequest.RefreshTokenGrant;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.EngineClosedException;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.oauth.TokenSet;
import io.fleetauth.token.RenewalContext;
import io.fleetauth.token.RenewedTokens;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The tokens of a person who signed in with a browser. Renewing never opens one: only a caller who
 * waits does, so that the caller can also call it off. Thread-safe.
 */
final class BrowserTokens {

  /** Refusals of a refresh token that a person can do something about. */
  private static final Set<String> PERSON_NEEDED =
      Set.of(
          ErrorCode.INVALID_GRANT.value(),
          ErrorCode.INTERACTION_REQUIRED.value(),
          "consent_required",
          "login_required");

  private final Authorities authorities;
  private final BrowserSignIn signIn;
  private final Scopes always;
  private final RenewedTokens<CredentialRequest> kept;
  private final ConcurrentMap<String, RefreshToken> refreshTokens = new ConcurrentHashMap<>();
  private final ConcurrentMap<CredentialRequest, AccessToken> fresh = new ConcurrentHashMap<>();
  private final Turns refreshes = new Turns();
  private final Turns browsers = new Turns();
  private final Sinks.Empty<Void> closed = Sinks.empty();

  /**
   * @param always asked for beside the scopes of a request
   */
  BrowserTokens(
      Authorities authorities, RenewalContext context, BrowserSignIn signIn, Scopes always) {
    this.authorities = authorities;
    this.signIn = signIn;
    this.always = always;
    this.kept = new RenewedTokens<>(context, this::silent);
  }

  /** Like {@link Credential#token}. */
  Mono<AccessToken> token(CredentialRequest request) {
    CredentialRequest key;
    try {
      key = authorities.resolved(request);
    } catch (IllegalArgumentException e) {
      return Mono.error(e);
    }
    Mono<AccessToken> asked =
        kept.token(key).onErrorResume(SignInNeeded.class, needed -> signedIn(key));
    return key.claims() == null ? asked : asked.doOnNext(t -> kept.forget(key.withClaims(null)));
  }

  /** Another's sign-in may have brought what is needed by the time that it is our turn. */
  private Mono<AccessToken> signedIn(CredentialRequest key) {
    Mono<AccessToken> work =
        kept.renew(key).onErrorResume(SignInNeeded.class, needed -> browsed(key));
    return browsers
        .take(Mono.defer(() -> work))
        .takeUntilOther(closed.asMono())
        .switchIfEmpty(Mono.error(EngineClosedException::new));
  }

  private Mono<AccessToken> browsed(CredentialRequest key) {
    return signIn
        .tokens(server(key), asked(key), Claims.of(key))
        .doOnNext(tokens -> fresh.put(key, keep(key, tokens)))
        .then(Mono.defer(() -> kept.renew(key)));
  }

  /** Gets a token without a person: the one of a sign-in just made, or by the refresh token. */
  private Mono<AccessToken> silent(CredentialRequest key) {
    return refreshes.take(Mono.defer(() -> refreshed(key)));
  }

  /** Takes its turn: a refresh token that is used twice at once may end for good. */
  private Mono<AccessToken> refreshed(CredentialRequest key) {
    AccessToken brought = fresh.remove(key);
    if (brought != null) {
      return Mono.just(brought);
    }
    RefreshToken refreshToken = refreshTokens.get(tenant(key));
    if (refreshToken == null) {
      return Mono.error(new SignInNeeded());
    }
    var grant = new RefreshTokenGrant(refreshToken, asked(key));
    return AuthorityTokens.redeem(server(key), grant.withClaims(Claims.of(key)), null)
        .map(tokens -> keep(key, tokens))
        .onErrorMap(OAuthException.class, refusal -> judged(key, refreshToken, refusal));
  }

  private Throwable judged(CredentialRequest key, RefreshToken used, OAuthException refusal) {
    if (refusal.is(ErrorCode.INVALID_GRANT)) {
      refreshTokens.remove(tenant(key), used);
    }
    return PERSON_NEEDED.contains(refusal.code().value()) ? new SignInNeeded() : refusal;
  }

  private AccessToken keep(CredentialRequest key, TokenSet tokens) {
    if (tokens.refreshToken() != null) {
      refreshTokens.put(tenant(key), tokens.refreshToken());
    }
    return tokens.accessToken();
  }

  private AuthorizationServer server(CredentialRequest key) {
    return authorities.at(key.tenantId());
  }

  private Scopes asked(CredentialRequest key) {
    return key.scopes().plus(always);
  }

  private static String tenant(CredentialRequest key) {
    return requireNonNullElse(key.tenantId(), "");
  }

  void close() {
    kept.close();
    refreshTokens.clear();
    fresh.clear();
    closed.tryEmitEmpty();
  }

  /** Says that only a person can go on; never leaves this class. */
  private static final class SignInNeeded extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SignInNeeded() {
      super("a person must sign in", null, false, false);
    }
  }
}
