// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.endpoint;

import io.fleetauth.endpoint.TokenRequest.DeviceCodeGrant;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.AuthorizationServerMetadata;
import io.fleetauth.oauth.DeviceAuthorization;
import io.fleetauth.oauth.DeviceCode;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.IdToken;
import io.fleetauth.oauth.Identity;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.oauth.TokenSet;
import io.fleetauth.oauth.UserCode;
import io.fleetauth.secrets.Secrets;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * An authorization server that answers what a test queued, without any network. Unless scripted:
 * device authorizations succeed with codes {@code device-1}, {@code device-2}…, device code polls
 * are pending, other exchanges fail the test, revocations complete, and every ID token is verified
 * as subject {@code user}.
 */
public final class ScriptedAuthorizationServer implements AuthorizationServer {

  public static final String ISSUER = "https://as.example";
  public static final Scopes SCOPES = Scopes.of("openid offline_access api");
  public static final Duration EXPIRES_IN = Duration.ofMinutes(15);

  public static final AuthorizationServerMetadata METADATA =
      new AuthorizationServerMetadata(
          ISSUER,
          URI.create(ISSUER + "/token"),
          URI.create(ISSUER + "/device"),
          URI.create(ISSUER + "/revoke"),
          URI.create(ISSUER + "/keys"),
          null);

  public final Script<String, AuthorizationServerMetadata> discoveries;
  public final Script<Scopes, DeviceAuthorization> authorizations;
  public final Script<TokenRequest, TokenSet> exchanges;
  public final Script<RefreshToken, Void> revocations;
  public final Script<IdToken, Identity> verifications;

  private final Scheduler time;
  private final AtomicInteger codes = new AtomicInteger();

  /**
   * @param time the virtual timer of the object under test
   */
  public ScriptedAuthorizationServer(Scheduler time) {
    this.time = time;
    discoveries = new Script<>(time, issuer -> Mono.just(METADATA));
    authorizations = new Script<>(time, scopes -> Mono.just(authorization()));
    exchanges = new Script<>(time, ScriptedAuthorizationServer::unscripted);
    revocations = new Script<>(time, token -> Mono.empty());
    verifications = new Script<>(time, token -> Mono.just(identity("user")));
  }

  /** Returns a new device authorization: 15 minutes, interval 5 s. */
  public DeviceAuthorization authorization() {
    int n = codes.incrementAndGet();
    return new DeviceAuthorization(
        new DeviceCode("device-" + n),
        new UserCode("USER-" + n),
        URI.create(ISSUER + "/activate"),
        null,
        null,
        EXPIRES_IN,
        DeviceAuthorization.DEFAULT_INTERVAL);
  }

  /**
   * Returns tokens {@code access-NAME}, {@code refresh-NAME} and {@code id-NAME}, valid from now.
   */
  public TokenSet tokens(String name, Duration lifetime) {
    return tokens(name, SCOPES, lifetime);
  }

  public TokenSet tokens(String name, Scopes scopes, Duration lifetime) {
    Secrets.ALL.add("access token", "access-" + name).add("refresh token", "refresh-" + name);
    return new TokenSet(
        accessToken("access-" + name, scopes, lifetime),
        new RefreshToken("refresh-" + name),
        new IdToken("id-" + name));
  }

  public AccessToken accessToken(String value, Scopes scopes, Duration lifetime) {
    Instant now = now();
    return new AccessToken(value, "Bearer", scopes, now, now.plus(lifetime), null);
  }

  /** Returns the virtual time, from the epoch on. */
  public Instant now() {
    long nanos = time.now(TimeUnit.NANOSECONDS);
    return Instant.EPOCH.plusNanos(nanos);
  }

  public static OAuthException refused(ErrorCode code) {
    return new OAuthException(code, null);
  }

  public static Identity identity(String subject) {
    return new Identity(ISSUER, subject, subject + "@example", "The " + subject, null, null, true);
  }

  @Override
  public Discovery discovery() {
    return () -> discoveries.answer(ISSUER);
  }

  @Override
  public DeviceAuthorizationEndpoint deviceAuthorization() {
    return authorizations::answer;
  }

  @Override
  public TokenEndpoint tokens() {
    return exchanges::answer;
  }

  @Override
  public RevocationEndpoint revocation() {
    return revocations::answer;
  }

  @Override
  public IdTokenVerifier idTokens() {
    return (token, nonce) -> verifications.answer(token);
  }

  private static Mono<TokenSet> unscripted(TokenRequest request) {
    return request instanceof DeviceCodeGrant
        ? Mono.error(refused(ErrorCode.AUTHORIZATION_PENDING))
        : Mono.error(new AssertionError("unscripted " + request));
  }
}
