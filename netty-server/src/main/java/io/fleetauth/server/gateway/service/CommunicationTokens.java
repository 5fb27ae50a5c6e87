// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway.service;

import static io.fleetauth.communication.CommunicationErrorCodes.IDENTITY_NOT_OWNED;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fleetauth.communication.AccessKey;
import io.fleetauth.communication.CommunicationIdentities;
import io.fleetauth.communication.CommunicationIdentityClient;
import io.fleetauth.communication.CommunicationUserIdentifier;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.http.ServiceException;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.reply.Reply;
import io.fleetauth.server.reply.ReplyException;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.Sessions;
import io.fleetauth.session.StoredSession;
import io.fleetauth.token.RenewalContext;
import io.fleetauth.token.RenewedTokens;
import reactor.core.publisher.Mono;

/**
 * Tokens of one Communication resource. Each session has an identity there, which is made when it
 * is first asked for and kept sealed with the session.
 */
final class CommunicationTokens implements DeviceService {

  private final CommunicationConfig config;
  private final CommunicationIdentities service;
  private final SessionIdentities identities;
  private final RenewedTokens<Wanted> tokens;

  /** Who each session is; saves looking into the store. */
  private final Cache<SessionKey, CommunicationUserIdentifier> users;

  private record Wanted(SessionKey session, Scopes scopes) {}

  /**
   * @param name of the resource in the configuration; identities are kept under it
   */
  CommunicationTokens(
      String name, CommunicationConfig config, HttpTransport transport, Sessions sessions) {
    this.config = config;
    this.service =
        CommunicationIdentityClient.builder(transport)
            .endpoint(config.endpoint())
            .accessKey(AccessKey.of(config.accessKey()))
            .build();
    this.identities = new SessionIdentities(name, sessions);
    var context = RenewalContext.of(transport.clock(), transport.timer(), transport.jitter());
    this.tokens = new RenewedTokens<>(context, this::issued);
    this.users = Caffeine.newBuilder().maximumSize(context.maxTokens()).build();
  }

  @Override
  public boolean serves(String registration) {
    return config.registrations().contains(registration);
  }

  @Override
  public boolean isCalled(String name) {
    return false;
  }

  @Override
  public Mono<ServiceToken> token(SessionKey session, Scopes asked) {
    if (!config.scopes().containsAll(asked)) {
      return Mono.error(
          new ReplyException(
              Reply.oauthError(
                  400, ErrorCode.INVALID_SCOPE, "the gateway allows only: " + config.scopes())));
    }
    Scopes scopes = asked.isEmpty() ? config.scopes() : asked;
    return tokens
        .token(new Wanted(session, scopes))
        .flatMap(token -> user(session).map(user -> new ServiceToken(token, user.rawId())));
  }

  private Mono<AccessToken> issued(Wanted wanted) {
    return user(wanted.session())
        .flatMap(user -> issued(wanted, user))
        .onErrorResume(CommunicationTokens::isGone, gone -> replaced(wanted));
  }

  /** One that was signed out meanwhile gets none: what was just issued is revoked. */
  private Mono<AccessToken> issued(Wanted wanted, CommunicationUserIdentifier user) {
    return service
        .token(user, wanted.scopes(), config.tokenLifetime())
        .delayUntil(
            token ->
                identities
                    .require(wanted.session(), user)
                    .onErrorResume(
                        over ->
                            service.revokeTokens(user).onErrorComplete().then(Mono.error(over))));
  }

  /** Somebody deleted the identity, or the name now stands for another resource. */
  private static boolean isGone(Throwable failure) {
    return failure instanceof ServiceException refused && IDENTITY_NOT_OWNED.equals(refused.code());
  }

  private Mono<AccessToken> replaced(Wanted wanted) {
    return user(wanted.session())
        .flatMap(gone -> identities.forget(wanted.session(), gone))
        .doOnTerminate(() -> users.invalidate(wanted.session()))
        .then(Mono.defer(() -> user(wanted.session())))
        .flatMap(user -> issued(wanted, user));
  }

  private Mono<CommunicationUserIdentifier> user(SessionKey session) {
    CommunicationUserIdentifier known = users.getIfPresent(session);
    return known != null
        ? Mono.just(known)
        : identities
            .find(session)
            .switchIfEmpty(Mono.defer(() -> created(session)))
            .doOnNext(user -> users.put(session, user));
  }

  /** Of two that are made at once, the one that is stored first counts. */
  private Mono<CommunicationUserIdentifier> created(SessionKey session) {
    return service
        .createUser()
        .flatMap(
            fresh ->
                identities
                    .keep(session, fresh)
                    .delayUntil(kept -> kept.equals(fresh) ? Mono.empty() : discarded(fresh))
                    .onErrorResume(e -> discarded(fresh).then(Mono.error(e))));
  }

  private Mono<Void> discarded(CommunicationUserIdentifier user) {
    return service.deleteUser(user).onErrorComplete().then();
  }

  @Override
  public Mono<Void> signedOut(StoredSession last) {
    return Mono.defer(
        () -> {
          users.invalidate(last.key());
          tokens.forgetIf(wanted -> wanted.session().equals(last.key()));
          CommunicationUserIdentifier user = identities.of(last);
          if (user == null) {
            return Mono.empty();
          }
          return config.deleteAtSignOut() ? service.deleteUser(user) : service.revokeTokens(user);
        });
  }

  @Override
  public void close() {
    tokens.close();
  }
}
