// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.endpoint;

import io.fleetauth.endpoint.TokenRequest.RefreshTokenGrant;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.TokenSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import reactor.core.publisher.Mono;

/**
 * Refreshes at once and without a network, gives a new refresh token each time, and takes none
 * twice. Costs next to nothing, so that what is measured is the engine.
 */
public final class RotatingServer implements AuthorizationServer {

  private static final String PADDING = "x".repeat(1_200);

  private final AuthorizationServer rest =
      new UndecidedServer(Duration.ofMinutes(15), Duration.ofSeconds(5));
  private final Duration lifetime;
  private final Set<String> spent = ConcurrentHashMap.newKeySet();
  private final LongAdder refreshes = new LongAdder();
  private final LongAdder reused = new LongAdder();

  /**
   * @param lifetime of each access token
   */
  public RotatingServer(Duration lifetime) {
    this.lifetime = lifetime;
  }

  /** Returns how many refresh tokens were exchanged. */
  public long refreshes() {
    return refreshes.sum();
  }

  /** Returns how often one came that was spent. */
  public long reused() {
    return reused.sum();
  }

  @Override
  public TokenEndpoint tokens() {
    return request -> Mono.fromCallable(() -> exchange(request));
  }

  private TokenSet exchange(TokenRequest request) throws OAuthException {
    if (!(request.grant() instanceof RefreshTokenGrant grant)
        || !spent.add(grant.refreshToken().value())) {
      reused.increment();
      throw new OAuthException(ErrorCode.INVALID_GRANT, null);
    }
    refreshes.increment();
    String last = grant.refreshToken().value();
    Instant now = Instant.now();
    var token =
        new AccessToken(last + PADDING, "Bearer", grant.scopes(), now, now.plus(lifetime), null);
    return new TokenSet(token, new RefreshToken(last + "+"), null);
  }

  @Override
  public Discovery discovery() {
    return rest.discovery();
  }

  @Override
  public DeviceAuthorizationEndpoint deviceAuthorization() {
    return rest.deviceAuthorization();
  }

  @Override
  public RevocationEndpoint revocation() {
    return rest.revocation();
  }

  @Override
  public IdTokenVerifier idTokens() {
    return rest.idTokens();
  }
}
