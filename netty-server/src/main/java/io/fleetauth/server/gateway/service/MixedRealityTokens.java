// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway.service;

import io.fleetauth.credential.Credential;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.http.Response;
import io.fleetauth.mixedreality.MixedRealityStsClient;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.StoredSession;
import io.fleetauth.token.RenewalContext;
import io.fleetauth.token.RenewedTokens;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Tokens of one Mixed Reality account: one for all devices, or one for each session. */
final class MixedRealityTokens implements DeviceService {

  private final MixedRealityConfig config;
  private final HttpTransport transport;
  private final Function<SessionKey, Credential> credentials;
  private final @Nullable MixedRealityStsClient shared;
  private final RenewedTokens<SessionKey> own;

  /**
   * @param credentials the tokens of a session
   */
  MixedRealityTokens(
      MixedRealityConfig config,
      HttpTransport transport,
      Function<SessionKey, Credential> credentials) {
    this.config = config;
    this.transport = transport;
    this.credentials = credentials;
    this.shared =
        config.accountKey() == null ? null : client().accountKey(config.accountKey()).build();
    this.own =
        new RenewedTokens<>(
            RenewalContext.of(transport.clock(), transport.timer(), transport.jitter()),
            this::exchanged);
  }

  private MixedRealityStsClient.Builder client() {
    return MixedRealityStsClient.builder(transport)
        .accountId(config.accountId())
        .endpoint(config.endpoint())
        .scope(config.scope());
  }

  private Mono<AccessToken> exchanged(SessionKey session) {
    return client()
        .credential(credentials.apply(session))
        .build()
        .tokenResponse()
        .map(Response::value);
  }

  @Override
  public boolean serves(String registration) {
    return config.registrations().contains(registration);
  }

  @Override
  public boolean isCalled(String name) {
    return config.accountId().toString().equalsIgnoreCase(name);
  }

  /** The tokens have no scopes: {@code asked} is left aside. */
  @Override
  public Mono<ServiceToken> token(SessionKey session, Scopes asked) {
    Mono<AccessToken> token = shared == null ? own.token(session) : shared.token();
    return token.map(valid -> new ServiceToken(valid, null));
  }

  /** The service can not revoke; what the device has lasts until it expires. */
  @Override
  public Mono<Void> signedOut(StoredSession last) {
    return Mono.fromRunnable(() -> own.forget(last.key()));
  }

  @Override
  public void close() {
    own.close();
    if (shared != null) {
      shared.close();
    }
  }
}
