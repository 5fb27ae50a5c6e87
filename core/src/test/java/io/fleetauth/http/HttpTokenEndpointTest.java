// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.endpoint.TokenRequest.ClientCredentialsGrant;
import io.fleetauth.endpoint.TokenRequest.RefreshTokenGrant;
import io.fleetauth.oauth.ClientAuthenticationMethod;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.ClientSecret;
import io.fleetauth.oauth.Dialect;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.oauth.TokenSet;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HttpTokenEndpointTest extends HttpFixture {

  private static final String DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

  @Test
  void exchangesADeviceCodeAsAPublicClient() {
    stub.on("/token", 200, TOKENS);

    TokenSet tokens = client().tokens().exchange(POLL).block(WAIT);

    assertThat(tokens.accessToken().value()).isEqualTo("at-secret-1");
    assertThat(tokens.accessToken().scopes()).isEqualTo(SCOPES);
    assertThat(tokens.accessToken().obtainedAt()).isEqualTo(NOW);
    assertThat(tokens.accessToken().expiresAt()).isEqualTo(NOW.plusSeconds(3600));
    assertThat(tokens.refreshToken().value()).isEqualTo("rt-secret-2");
    assertThat(tokens.idToken().value()).isEqualTo("id-secret-1");
    assertThat(stub.last().form())
        .isEqualTo(
            Map.of(
                "grant_type", DEVICE_GRANT, "device_code", DEVICE_CODE, "client_id", "client-1"));
    assertThat(stub.last().headers().get("accept")).isEqualTo("application/json");
    assertThat(stub.last().headers().get("content-type"))
        .isEqualTo("application/x-www-form-urlencoded");
    assertThat(stub.last().headers().get("content-length")).isNotNull();
    assertThat(stub.last().headers().get("user-agent")).startsWith("fleetauth/");
    assertThat(stub.last().headers().contains("client-request-id")).isFalse();
  }

  @Test
  void refreshesWithAndWithoutScopes() {
    stub.on("/token", 200, TOKENS);
    var same = new RefreshTokenGrant(new RefreshToken(REFRESH_TOKEN), Scopes.NONE);

    client().tokens().exchange(REFRESH).block(WAIT);
    client().tokens().exchange(same).block(WAIT);

    assertThat(stub.asked().get(0).form())
        .containsEntry("refresh_token", REFRESH_TOKEN)
        .containsEntry("scope", "openid api");
    assertThat(stub.asked().get(1).form())
        .containsEntry("grant_type", "refresh_token")
        .doesNotContainKey("scope");
  }

  @Test
  void encodesIdAndSecretInBasicAsTheFormDoes() {
    stub.on("/token", 200, TOKENS);
    var registration =
        ClientRegistration.of(stub.metadata(), "conf:client")
            .withClientSecret(
                new ClientSecret("p@ss wörd%"), ClientAuthenticationMethod.CLIENT_SECRET_BASIC);

    client(registration).tokens().exchange(new ClientCredentialsGrant(SCOPES)).block(WAIT);

    String header = stub.last().headers().get("authorization");
    assertThat(new String(Base64.getDecoder().decode(header.substring("Basic ".length()))))
        .isEqualTo("conf%3Aclient:p%40ss+w%C3%B6rd%25");
    assertThat(stub.last().form())
        .isEqualTo(Map.of("grant_type", "client_credentials", "scope", "openid api"));
  }

  @Test
  void sendsIdAndSecretInTheBody() {
    stub.on("/token", 200, TOKENS);
    var registration =
        stub.registration()
            .withClientSecret(
                new ClientSecret("s&s"), ClientAuthenticationMethod.CLIENT_SECRET_POST);

    client(registration).tokens().exchange(REFRESH).block(WAIT);

    assertThat(stub.last().headers().contains("authorization")).isFalse();
    assertThat(stub.last().form())
        .containsEntry("client_id", "client-1")
        .containsEntry("client_secret", "s&s");
  }

  @Test
  void namesTheScopesAndTheRequestForEntra() {
    stub.on("/token", 200, TOKENS);
    var same = new RefreshTokenGrant(new RefreshToken(REFRESH_TOKEN), Scopes.NONE);

    client(entra()).tokens().exchange(POLL).block(WAIT);
    client(entra()).tokens().exchange(same).block(WAIT);

    assertThat(stub.asked().get(0).form()).containsEntry("scope", "openid api");
    assertThat(stub.asked().get(0).headers().get("client-request-id")).isEqualTo("request-1");
    assertThat(stub.asked().get(1).form()).containsEntry("scope", entra().scopes().toString());
  }

  private ClientRegistration entra() {
    var plain = stub.registration();
    return new ClientRegistration(
        "entra",
        plain.issuer(),
        plain.metadata(),
        plain.clientId(),
        plain.authentication(),
        null,
        plain.scopes(),
        Dialect.ENTRA);
  }
}
