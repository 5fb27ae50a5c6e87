// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth;

import io.fleetauth.device.SignInEvent.Authorized;
import io.fleetauth.endpoint.AuthorizationServer;
import io.fleetauth.http.UnverifiedClaims;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.AuthorizationServerMetadata;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.IdToken;
import io.fleetauth.oauth.Identity;
import io.fleetauth.oauth.LimitExceededException;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.TokenSet;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.DeviceSession;
import io.fleetauth.session.PendingSignIn;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.Sessions;
import io.fleetauth.session.Sessions.SessionChange;
import io.fleetauth.session.SignedIn;
import io.fleetauth.session.StoredSession;
import io.fleetauth.signin.Completion;
import io.fleetauth.token.DeviceTokens;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Turns an approved sign-in into a session whose token is served. */
final class SignInCompletion implements Completion {

  private final String registration;
  private final AuthorizationServer server;
  private final Sessions sessions;
  private final DeviceTokens tokens;
  private final Clock clock;

  SignInCompletion(
      String registration,
      AuthorizationServer server,
      Sessions sessions,
      DeviceTokens tokens,
      Clock clock) {
    this.registration = registration;
    this.server = server;
    this.sessions = sessions;
    this.tokens = tokens;
    this.clock = clock;
  }

  @Override
  public Mono<Authorized> complete(DeviceId device, PendingSignIn signIn, TokenSet answer) {
    var key = new SessionKey(registration, device);
    return identity(answer)
        .doOnError(OAuthException.class, forged -> revoke(answer))
        .flatMap(who -> store(key, new Approved(signIn, answer, who.orElse(null))));
  }

  private Mono<Authorized> store(SessionKey key, Approved approved) {
    return sessions
        .update(key, approved)
        .map(stored -> approved.isIn(stored.session()) ? accepted(stored, approved) : NONE)
        .defaultIfEmpty(NONE)
        .doOnNext(outcome -> revokeUnless(outcome.isPresent(), approved))
        .flatMap(Mono::justOrEmpty);
  }

  private static final Optional<Authorized> NONE = Optional.empty();

  private Optional<Authorized> accepted(StoredSession stored, Approved approved) {
    tokens.adopt(stored);
    RefreshToken superseded = approved.superseded();
    if (superseded != null) {
      tokens.supersede(superseded);
    }
    return Optional.of(new Authorized(approved.answer.accessToken(), approved.identity));
  }

  /** The sign-in was given up while the server approved it. */
  private void revokeUnless(boolean accepted, Approved approved) {
    if (!accepted) {
      revoke(approved.answer);
    }
  }

  private void revoke(TokenSet answer) {
    RefreshToken token = answer.refreshToken();
    if (token != null) {
      tokens.revokeLater(token);
    }
  }

  /**
   * Emits who approved: verified, or only read when the server publishes no keys or they can not be
   * had now. An ID token that is wrong fails the sign-in.
   */
  private Mono<Optional<Identity>> identity(TokenSet answer) {
    IdToken token = answer.idToken();
    if (token == null) {
      return Mono.just(Optional.ofNullable(UnverifiedClaims.identity(answer.accessToken())));
    }
    Optional<Identity> read = Optional.ofNullable(UnverifiedClaims.identity(token));
    return server
        .discovery()
        .metadata()
        .flatMap(metadata -> verified(metadata, token, read))
        .onErrorReturn(IOException.class, read)
        .onErrorReturn(LimitExceededException.class, read);
  }

  private Mono<Optional<Identity>> verified(
      AuthorizationServerMetadata metadata, IdToken token, Optional<Identity> read) {
    return metadata.jwksUri() == null
        ? Mono.just(read)
        : server
            .idTokens()
            .verify(token)
            .map(Optional::of)
            .onErrorMap(MalformedResponseException.class, SignInCompletion::wrong);
  }

  private static OAuthException wrong(MalformedResponseException failure) {
    return new OAuthException(ErrorCode.INVALID_TOKEN, failure.getMessage());
  }

  /** The change to the stored session; remembers whose place it took. */
  private final class Approved implements SessionChange {

    private final PendingSignIn signIn;
    private final TokenSet answer;
    private final @Nullable Identity identity;
    private volatile @Nullable SignedIn previous;

    Approved(PendingSignIn signIn, TokenSet answer, @Nullable Identity identity) {
      this.signIn = signIn;
      this.answer = answer;
      this.identity = identity;
    }

    @Override
    public @Nullable DeviceSession apply(@Nullable DeviceSession stored) {
      if (stored instanceof PendingSignIn pending && isSame(pending)) {
        previous = pending.previous();
        return session(pending);
      }
      return stored;
    }

    private boolean isSame(PendingSignIn pending) {
      return pending.authorization().deviceCode().equals(signIn.authorization().deviceCode());
    }

    /** A handle goes on unless a gateway is about to give a new one for its code. */
    private SignedIn session(PendingSignIn pending) {
      AccessToken token = answer.accessToken();
      Instant now = clock.instant();
      return tokens.dated(
          new SignedIn(
              answer.refreshToken(),
              pending.scopes(),
              Map.of(pending.scopes(), token),
              identity,
              now,
              token.obtainedAt(),
              null,
              pending.code(),
              pending.code() == null ? pending.handle() : null));
    }

    boolean isIn(DeviceSession stored) {
      SignedIn session = stored.tokens();
      return session != null && answer.accessToken().equals(session.accessToken(session.scopes()));
    }

    @Nullable RefreshToken superseded() {
      SignedIn before = previous;
      RefreshToken old = before == null ? null : before.refreshToken();
      return old == null || old.equals(answer.refreshToken()) ? null : old;
    }
  }
}
