// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fleetauth.oauth.ClientAuthenticationMethod;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.token.RefreshPolicy;
import io.fleetauth.token.TokenSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class GatewayConfigTest {

  static final JsonMapper JSON = JsonMapper.builder().build();

  @Test
  void whatIsLeftOutHasADefault() {
    GatewayConfig config =
        read("{'registrations': {'glasses': {'issuer': 'https://as', 'clientId': 'c'}}}");

    assertThat(config.limits()).isEqualTo(GatewayLimits.DEFAULT);
    assertThat(config.refreshPolicy()).isEqualTo(RefreshPolicy.WHILE_USED);
    assertThat(config.publicUrl()).isNull();
    var glasses = config.registrations().get("glasses");
    assertThat(glasses.deviceClients()).containsExactly("fleetauth-device", "c");
    assertThat(glasses.registration("glasses").scopes())
        .isEqualTo(Scopes.of("openid profile offline_access"));
  }

  @Test
  void everyMemberIsBound() {
    GatewayConfig config =
        read(
            """
            {'registrations': {'glasses': {'preset': 'ENTRA', 'tenant': 't', 'clientId': 'c',
              'clientSecret': 's', 'clientAuthentication': 'CLIENT_SECRET_POST', 'scopes': ['api'],
              'allowedScopes': ['api'], 'deviceClients': ['d']}},
             'publicUrl': 'https://gateway.example', 'adminToken': 'sixteen-characters',
             'limits': {'maxPendingSignIns': 5, 'maxHotSessions': 6, 'maxPollWait': 'PT9S'},
             'refreshPolicy': 'ALWAYS', 'keepAlive': 'PT720H'}
            """);

    assertThat(config.limits()).isEqualTo(new GatewayLimits(5, 6L, Duration.ofSeconds(9)));
    assertThat(config.publicUrl()).isEqualTo(URI.create("https://gateway.example"));
    assertThat(config.keepAlive()).isEqualTo(Duration.ofDays(30));
    var client = config.registrations().get("glasses").registration("glasses");
    assertThat(client.issuer()).isEqualTo("https://login.microsoftonline.com/t/v2.0");
    assertThat(client.authentication()).isEqualTo(ClientAuthenticationMethod.CLIENT_SECRET_POST);
    assertThat(config.registrations().get("glasses").allows(Scopes.of("openid api"))).isTrue();
    assertThat(config.registrations().get("glasses").allows(Scopes.of("mail"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "{} | registrations must have at least one entry",
        "{'registrations': {}} | registrations must have at least one entry",
        "{'registrations': {'a': null}} | registrations.a is empty",
        "{'registrations': {'a': {'issuer': 'i'}}} | clientId is required",
        "{'registrations': {'a': {'clientId': 'c'}}} | issuer is required for preset oidc",
        "{'registrations': {'a': {'preset': 'ENTRA', 'clientId': 'c'}}} | tenant is required for preset entra",
        "{'registrations': {'a': {'preset': 'KEYCLOAK', 'realm': 'r', 'clientId': 'c'}}} | server is required for preset keycloak",
        "{'registrations': {'a': {'preset': 'ENTRA', 'tenant': 't', 'issuer': 'i', 'clientId': 'c'}}} | issuer does not go with preset entra",
        "{'registrations': {'a': {'issuer': 'i', 'clientId': 'c', 'deviceClients': []}}} | deviceClients must name at least one client id",
        "{'registrations': {'v1': {'issuer': 'i', 'clientId': 'c'}}} | registrations.v1: the names [v1, common, health, metrics, .well-known] are taken",
        "{'registrations': {'a b': {'issuer': 'i', 'clientId': 'c'}}} | registrations.a b: name must be 1 to 64 letters, digits, '.', '_' or '-', was 'a b'",
        "{'registrations': {'a': {'issuer': 'i', 'clientId': 'c'}}, 'adminToken': 'short'} | adminToken must have at least 16 characters",
        "{'registrations': {'a': {'issuer': 'i', 'clientId': 'c'}}, 'publicUrl': 'ftp://x'} | publicUrl must be an absolute http or https URL, was ftp://x",
        "{'registrations': {'a': {'issuer': 'i', 'clientId': 'c'}}, 'publicUrl': 'http://x/'} | publicUrl must not end with a slash, was http://x/",
        "{'registrations': {'a': {'issuer': 'i', 'clientId': 'c'}}, 'keepAlive': 'PT0S'} | keepAlive must be positive, was PT0S",
        "{'registrations': {'a': {'issuer': 'i', 'clientId': 'c'}}, 'limits': {'maxPendingSignIns': 0}} | maxPendingSignIns must be at least 1, was 0",
        "{'registrations': {'a': {'issuer': 'i', 'clientId': 'c'}}, 'limits': {'maxPollWait': 'PT61S'}} | maxPollWait must be 0 to 60 seconds, was PT1M1S"
      })
  void mistakesAreNamed(String json, String message) {
    Throwable cause = catchThrowable(() -> read(json));
    while (cause.getCause() != null && !(cause instanceof IllegalArgumentException)) {
      cause = cause.getCause();
    }
    assertThat(cause).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void registrationsShareTheHeap() {
    long all = TokenSettings.DEFAULTS.maxHotSessions();

    assertThat(GatewayLimits.DEFAULT.hotSessions(1)).isEqualTo(all);
    assertThat(GatewayLimits.DEFAULT.hotSessions(4)).isEqualTo(all / 4);
    assertThat(new GatewayLimits(null, 6L, null).hotSessions(4)).isEqualTo(6);
  }

  @Test
  void secretsAreNotPrinted() {
    GatewayConfig config =
        read(
            """
            {'registrations': {'a': {'issuer': 'i', 'clientId': 'c', 'clientSecret': 'hush-1'}},
             'adminToken': 'hush-2-hush-2-hush'}
            """);

    assertThat(config + " " + config.registrations()).doesNotContain("hush");
  }

  @Test
  void programsMayBuildIt() {
    var oidc = RegistrationConfig.oidc("https://as", "c", "api");
    assertThat(GatewayConfig.of(Map.of("a", oidc)).registrations()).containsEntry("a", oidc);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GatewayConfig.of(Map.of("a", oidc)).withAdminToken("x"));
  }

  static GatewayConfig read(String json) {
    return JSON.readValue(json.replace('\'', '"').replace("\"\\.\"", "'.'"), GatewayConfig.class);
  }
}
