// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.oauth.AuthorizationServerMetadata;
import io.fleetauth.oauth.ClientAuthenticationMethod;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.ClientSecret;
import io.fleetauth.oauth.DeviceAuthorization;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.oauth.Scopes;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HttpDeviceAuthorizationEndpointTest extends HttpFixture {

  @Test
  void asksForCodes() {
    stub.on("/device", 200, CODES);

    DeviceAuthorization codes = client().deviceAuthorization().authorize(SCOPES).block(WAIT);

    assertThat(codes.deviceCode().value()).isEqualTo(DEVICE_CODE);
    assertThat(codes.userCode().value()).isEqualTo("ABCD-EFGH");
    assertThat(codes.expiresIn()).isEqualTo(Duration.ofMinutes(15));
    assertThat(codes.interval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(stub.last().form())
        .isEqualTo(Map.of("client_id", "client-1", "scope", "openid api"));
  }

  @Test
  void namesTheClientAlsoWhenItAuthenticatesByHeader() {
    stub.on("/device", 200, CODES);
    var registration =
        stub.registration()
            .withClientSecret(
                new ClientSecret("s"), ClientAuthenticationMethod.CLIENT_SECRET_BASIC);

    client(registration).deviceAuthorization().authorize(Scopes.NONE).block(WAIT);

    assertThat(stub.last().headers().get("authorization")).startsWith("Basic ");
    assertThat(stub.last().form()).isEqualTo(Map.of("client_id", "client-1"));
  }

  @Test
  void saysWhenTheServerHasNoDeviceGrant() {
    var metadata =
        new AuthorizationServerMetadata(
            stub.base(), URI.create(stub.base() + "/token"), null, null, null, null);

    assertThat(
            failure(
                client(ClientRegistration.of(metadata, "c"))
                    .deviceAuthorization()
                    .authorize(SCOPES)))
        .isInstanceOf(MalformedResponseException.class)
        .hasMessageContaining("device_authorization_endpoint is missing");
  }
}
