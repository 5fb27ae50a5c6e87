// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;

class ClientRegistrationTest {

  @Test
  void entraKnowsItsEndpointsWithoutDiscovery() {
    var metadata = ClientRegistration.entra("contoso.com", "app").metadata();

    assertThat(metadata).isNotNull();
    assertThat(metadata.deviceAuthorizationEndpoint())
        .isEqualTo(
            URI.create("https://login.microsoftonline.com/contoso.com/oauth2/v2.0/devicecode"));
    assertThat(metadata.revocationEndpoint()).isNull();
  }

  @Test
  void keycloakIsDiscoveredBelowItsRealm() {
    var registration =
        ClientRegistration.keycloak(URI.create("https://sso.example/"), "fleet", "app");

    assertThat(registration.issuer()).isEqualTo("https://sso.example/realms/fleet");
    assertThat(registration.metadata()).isNull();
  }

  @Test
  void scopesComeBesideWhatKeepsADeviceSignedIn() {
    assertThat(ClientRegistration.oidc("https://as.example", "app").scopes("api://x/read").scopes())
        .isEqualTo(Scopes.of("api://x/read openid profile offline_access"));
  }

  @Test
  void aSecretAndItsMethodComeTogether() {
    var publicClient = ClientRegistration.oidc("https://as.example", "app");

    assertThatThrownBy(
            () ->
                publicClient.withClientSecret(
                    new ClientSecret("s3cret"), ClientAuthenticationMethod.NONE))
        .hasMessage("clientSecret is given, but authentication is none");
  }

  @Test
  void theNameFitsInAPath() {
    assertThatThrownBy(() -> ClientRegistration.oidc("https://as.example", "app").withName("a/b"))
        .hasMessage("name must be 1 to 64 letters, digits, '.', '_' or '-', was 'a/b'");
  }

  @Test
  void neverPrintsItsSecret() {
    var confidential =
        ClientRegistration.oidc("https://as.example", "app")
            .withClientSecret(
                new ClientSecret("s3cret"), ClientAuthenticationMethod.CLIENT_SECRET_POST);

    assertThat(confidential.toString()).doesNotContain("s3cret");
  }
}
