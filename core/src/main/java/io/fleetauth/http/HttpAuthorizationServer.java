// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import io.fleetauth.endpoint.AuthorizationServer;
import io.fleetauth.endpoint.ClientAuthentication;
import io.fleetauth.endpoint.DeviceAuthorizationEndpoint;
import io.fleetauth.endpoint.Discovery;
import io.fleetauth.endpoint.IdTokenVerifier;
import io.fleetauth.endpoint.RevocationEndpoint;
import io.fleetauth.endpoint.TokenEndpoint;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.Dialect;
import java.time.Clock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The ports to one authorization server over HTTP, with an own pool of connections. Plain HTTP is
 * refused but for loopback hosts; redirects are not followed. Signals come on event loops.
 *
 * <p>Reads (metadata, keys) are repeated once when there was no answer, a device authorization when
 * there was no connection; a token exchange and a revocation never.
 */
public final class HttpAuthorizationServer implements AuthorizationServer {

  private final Mono<Void> disconnect;
  private final Discovery discovery;
  private final DeviceAuthorizationEndpoint deviceAuthorization;
  private final TokenEndpoint tokens;
  private final RevocationEndpoint revocation;
  private final IdTokenVerifier idTokens;

  private HttpAuthorizationServer(
      ClientRegistration client, BackChannel channel, Clock clock, Mono<Void> disconnect) {
    this.disconnect = disconnect;
    var metadata = client.metadata();
    this.discovery =
        metadata == null ? new HttpDiscovery(channel, client.issuer()) : () -> Mono.just(metadata);
    this.deviceAuthorization =
        new HttpDeviceAuthorizationEndpoint(channel, discovery, client.clientId());
    this.tokens =
        new HttpTokenEndpoint(channel, discovery, client.dialect(), client.scopes(), clock);
    this.revocation = new HttpRevocationEndpoint(channel, discovery);
    this.idTokens =
        new JwksIdTokenVerifier(
            discovery, new JwksCache(channel, clock), IdTokenRules.of(client, clock));
  }

  /**
   * Prepares the ports with connections of their own; no I/O.
   *
   * @param clock tells when answers arrived and tokens expire
   * @param timer for time-outs and the pause before a repetition
   * @throws IllegalArgumentException when an address of the registration is not https, nor a
   *     loopback host's
   */
  public static HttpAuthorizationServer of(
      ClientRegistration registration, HttpOptions options, Clock clock, Scheduler timer) {
    return of(registration, options, clock, timer, RequestIds::next);
  }

  /**
   * @param ids makes the {@code client-request-id}s for Entra
   */
  static HttpAuthorizationServer of(
      ClientRegistration registration,
      HttpOptions options,
      Clock clock,
      Scheduler timer,
      Supplier<String> ids) {
    var connections = NettyClients.connections(registration.name(), options);
    var client = NettyClients.client(connections, options);
    var exchanges = new HttpExchanges(client, options, clock, timer, requestIds(registration, ids));
    var authentication = ClientAuthentications.of(registration);
    return of(registration, exchanges, authentication, clock, timer, connections.disposeLater());
  }

  /**
   * Prepares the ports on shared connections, which {@link #close} leaves alone; no I/O.
   *
   * @param authentication how the client names itself, in place of what the registration says
   * @throws IllegalArgumentException as the other
   */
  public static HttpAuthorizationServer of(
      ClientRegistration registration,
      ClientAuthentication authentication,
      HttpTransport transport) {
    var exchanges = transport.exchanges(requestIds(registration, RequestIds::next));
    return of(
        registration,
        exchanges,
        authentication,
        transport.clock(),
        transport.timer(),
        Mono.empty());
  }

  private static HttpAuthorizationServer of(
      ClientRegistration registration,
      HttpExchanges exchanges,
      ClientAuthentication authentication,
      Clock clock,
      Scheduler timer,
      Mono<Void> disconnect) {
    RegistrationAddresses.check(registration);
    var errors = new ErrorResponses(registration.dialect(), clock);
    var channel = new BackChannel(exchanges, errors, authentication, timer);
    return new HttpAuthorizationServer(registration, channel, clock, disconnect);
  }

  private static Supplier<@Nullable String> requestIds(
      ClientRegistration registration, Supplier<String> ids) {
    boolean entra = registration.dialect() == Dialect.ENTRA;
    return () -> entra ? ids.get() : null;
  }

  @Override
  public Discovery discovery() {
    return discovery;
  }

  @Override
  public DeviceAuthorizationEndpoint deviceAuthorization() {
    return deviceAuthorization;
  }

  @Override
  public TokenEndpoint tokens() {
    return tokens;
  }

  @Override
  public RevocationEndpoint revocation() {
    return revocation;
  }

  @Override
  public IdTokenVerifier idTokens() {
    return idTokens;
  }

  /** Closes its own connections, also those in use. Idempotent. */
  public Mono<Void> close() {
    return disconnect;
  }
}
