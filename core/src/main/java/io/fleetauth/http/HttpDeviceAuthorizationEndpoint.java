// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import io.fleetauth.endpoint.DeviceAuthorizationEndpoint;
import io.fleetauth.endpoint.Discovery;
import io.fleetauth.oauth.AuthorizationServerMetadata;
import io.fleetauth.oauth.DeviceAuthorization;
import io.fleetauth.oauth.Scopes;
import java.net.ConnectException;
import reactor.core.publisher.Mono;

/**
 * The device authorization endpoint over HTTP, RFC 8628 section 3.1. Repeats once when there was no
 * connection, for then the server has made no code.
 */
record HttpDeviceAuthorizationEndpoint(BackChannel channel, Discovery discovery, String clientId)
    implements DeviceAuthorizationEndpoint {

  @Override
  public Mono<DeviceAuthorization> authorize(Scopes scopes) {
    return discovery
        .metadata()
        .flatMap(metadata -> request(metadata, scopes))
        .map(DeviceAuthorizationResponses::read);
  }

  private Mono<HttpAnswer> request(AuthorizationServerMetadata metadata, Scopes scopes) {
    var endpoint =
        MetadataResponses.offered(
            metadata.deviceAuthorizationEndpoint(),
            metadata.issuer(),
            "device_authorization_endpoint");
    Form form = Form.EMPTY.with("client_id", clientId);
    Form asked = scopes.isEmpty() ? form : form.with("scope", scopes.toString());
    return channel
        .post("device authorization response", endpoint, asked)
        .retryWhen(channel.onceMore().filter(ConnectException.class::isInstance));
  }
}
