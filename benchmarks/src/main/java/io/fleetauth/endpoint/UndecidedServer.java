// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.endpoint;

import io.fleetauth.oauth.AuthorizationServerMetadata;
import io.fleetauth.oauth.DeviceAuthorization;
import io.fleetauth.oauth.DeviceCode;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.Identity;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.oauth.TokenSet;
import io.fleetauth.oauth.UserCode;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import reactor.core.publisher.Mono;

/**
 * An authorization server in this process whose users never decide: every poll is pending, nothing
 * else is offered. Costs next to nothing, so that what is measured is the engine.
 */
public final class UndecidedServer implements AuthorizationServer {

  private static final String ISSUER = "https://login.example";
  private static final URI ACTIVATE = URI.create(ISSUER + "/device");

  /** Its endpoints, for a registration that need not discover them. */
  public static final AuthorizationServerMetadata METADATA =
      new AuthorizationServerMetadata(
          ISSUER, URI.create(ISSUER + "/token"), URI.create(ISSUER + "/code"), null, null, null);

  private final Duration expiresIn;
  private final Duration interval;
  private final LongAdder codes = new LongAdder();
  private final LongAdder polls = new LongAdder();

  /**
   * @param expiresIn lifetime of each device code
   * @param interval wait between polls
   */
  public UndecidedServer(Duration expiresIn, Duration interval) {
    this.expiresIn = expiresIn;
    this.interval = interval;
  }

  /** Returns how often it was polled. */
  public long polls() {
    return polls.sum();
  }

  @Override
  public Discovery discovery() {
    return () -> Mono.just(METADATA);
  }

  @Override
  public DeviceAuthorizationEndpoint deviceAuthorization() {
    return scopes -> Mono.fromSupplier(this::authorization);
  }

  private DeviceAuthorization authorization() {
    codes.increment();
    long n = codes.sum();
    var code = new DeviceCode("device-code-%043d".formatted(n));
    var user = new UserCode("USER%08d".formatted(n));
    return new DeviceAuthorization(code, user, ACTIVATE, null, null, expiresIn, interval);
  }

  @Override
  public TokenEndpoint tokens() {
    return request -> Mono.defer(this::poll);
  }

  private Mono<TokenSet> poll() {
    polls.increment();
    return Mono.error(() -> new OAuthException(ErrorCode.AUTHORIZATION_PENDING, null));
  }

  @Override
  public RevocationEndpoint revocation() {
    return token -> Mono.empty();
  }

  @Override
  public IdTokenVerifier idTokens() {
    return (token, nonce) -> Mono.just(new Identity(ISSUER, "user", null, null, null, null, false));
  }
}
