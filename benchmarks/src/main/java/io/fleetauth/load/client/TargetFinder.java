// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.client;

import io.fleetauth.http.ClientAuthentications;
import io.fleetauth.http.HttpAuthorizationServer;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.oauth.AuthorizationServerMetadata;
import io.fleetauth.oauth.ClientRegistration;
import java.net.URI;
import java.util.Map;
import reactor.core.publisher.Mono;

/** Looks where the endpoints of an issuer are, and whether it is a gateway. */
public final class TargetFinder {

  private static final String READ = "/v1/token";

  private final HttpTransport transport;
  private final Wire wire;

  /**
   * @param transport for the metadata: core reads and checks it
   */
  public TargetFinder(HttpTransport transport, Wire wire) {
    this.transport = transport;
    this.wire = wire;
  }

  /** What the user says about a server. */
  public enum Kind {
    GATEWAY,
    OAUTH,
    AUTO
  }

  /** Emits the target, or what is wrong with its metadata. */
  public Mono<Target> find(String issuer, String clientId, Kind kind) {
    var registration = ClientRegistration.oidc(issuer, clientId);
    var server =
        HttpAuthorizationServer.of(registration, ClientAuthentications.none(clientId), transport);
    return server.discovery().metadata().flatMap(metadata -> target(metadata, kind));
  }

  private Mono<Target> target(AuthorizationServerMetadata metadata, Kind kind) {
    URI read = metadata.tokenEndpoint().resolve(READ);
    return isGateway(read, kind)
        .map(
            gateway ->
                new Target(
                    metadata.issuer(),
                    metadata.tokenEndpoint(),
                    metadata.deviceAuthorizationEndpoint(),
                    gateway ? read : null));
  }

  /** A gateway refuses a read without a handle in OAuth's own words. */
  private Mono<Boolean> isGateway(URI read, Kind kind) {
    return switch (kind) {
      case GATEWAY -> Mono.just(true);
      case OAUTH -> Mono.just(false);
      case AUTO ->
          wire.get(read, Map.of())
              .map(answer -> answer.status() == 401 && !answer.errorCode().isEmpty());
    };
  }
}
