// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetauth.oauth.ClientAuthenticationMethod;
import io.fleetauth.oauth.Dialect;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.token.RefreshPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {

  private static final String TARGET_KEYS =
      "admin-token, close-within, communication, host, http-port, https, https-port, keep-alive,"
          + " max-hot-sessions, max-pending-sign-ins, max-poll-wait, mixed-reality, public-url,"
          + " refresh-policy, registrations, store";

  private static ServerConfig load(String yaml, Map<String, String> environment) {
    return new ConfigLoader(environment).parse("gateway.yaml", yaml).config();
  }

  @Test
  void nothingWrittenMeansTheDefaults() {
    ServerConfig config = new ConfigLoader(Map.of()).load(null).config();

    assertThat(config.data()).isEqualTo(Path.of("./data"));
    assertThat(config.gateway().httpPort()).isEqualTo(8400);
    assertThat(config.gateway().refreshPolicy()).isEqualTo(RefreshPolicy.WHILE_USED);
    assertThat(config.gateway().adminToken()).isNull();
    assertThat(config.gateway().registrations()).isEmpty();
    assertThat(config.authority().httpsPort()).isEqualTo(9443);
  }

  @Test
  void readsEveryKindOfValue() {
    ServerConfig config =
        load(
            """
            data: /var/lib/fleetauth
            gateway:
              http-port: 0
              https: false
              public-url: https://login.example.com
              refresh-policy: always
              keep-alive: 30d
              max-hot-sessions: 5000000000
              registrations:
                glasses:
                  preset: entra
                  tenant: contoso.com
                  client-id: 0123
                  scopes: [api://x/read, api://x/write]
                kiosk:
                  issuer: https://id.example.com
                  client-id: kiosk
                  client-secret: ${KIOSK_SECRET}
                  client-authentication: client-secret-post
                  scopes: read write
            """,
            Map.of("KIOSK_SECRET", "pa$$word"));

    assertThat(config.gateway().keepAlive()).isEqualTo(Duration.ofDays(30));
    assertThat(config.gateway().maxHotSessions()).isEqualTo(5_000_000_000L);
    assertThat(config.gateway().https()).isFalse();
    var glasses = config.gateway().registrations().get("glasses").config().registration("glasses");
    assertThat(glasses.clientId()).isEqualTo("0123");
    assertThat(glasses.dialect()).isEqualTo(Dialect.ENTRA);
    assertThat(glasses.issuer()).isEqualTo("https://login.microsoftonline.com/contoso.com/v2.0");
    assertThat(glasses.scopes())
        .isEqualTo(Scopes.of("api://x/read api://x/write openid profile offline_access"));
    var kiosk = config.gateway().registrations().get("kiosk").config().registration("kiosk");
    assertThat(kiosk.clientSecret().value()).isEqualTo("pa$$word");
    assertThat(kiosk.authentication()).isEqualTo(ClientAuthenticationMethod.CLIENT_SECRET_POST);
  }

  @Test
  void theEnvironmentWinsOverTheFile() {
    ServerConfig config =
        load(
            "gateway: {http-port: 1, registrations: {my-glasses: {issuer: https://a, client-id: b}}}",
            Map.of(
                "FLEETAUTH_GATEWAY_HTTP_PORT", "8500",
                "FLEETAUTH_DATA", "/elsewhere",
                "FLEETAUTH_GATEWAY_ADMIN_TOKEN", "0123456789$NOT_A_VARIABLE",
                "FLEETAUTH_GATEWAY_REGISTRATIONS_MY_GLASSES_CLIENT_ID", "c"));

    assertThat(config.gateway().httpPort()).isEqualTo(8500);
    assertThat(config.data()).isEqualTo(Path.of("/elsewhere"));
    assertThat(config.gateway().adminToken().value()).isEqualTo("0123456789$NOT_A_VARIABLE");
    assertThat(config.gateway().registrations().get("my-glasses").clientId()).isEqualTo("c");
  }

  @Test
  void aVariableThatNamesNoKeyIsWarnedOf() {
    var loader = new ConfigLoader(Map.of("FLEETAUTH_GATEWAY_HTP_PORT", "1", "FLEETAUTH_HOME", "/"));

    assertThat(loader.load(null).warnings())
        .containsExactly(
            "environment variable FLEETAUTH_GATEWAY_HTP_PORT names no configuration key; ignored");
  }

  static Arguments bad(String yaml, String message) {
    return Arguments.of(yaml, message);
  }

  static Arguments[] badInputs() {
    return new Arguments[] {
      bad(
          "gateway:\n  registratons: {}",
          "gateway.yaml:2:3: unknown key 'registratons' below 'gateway'; did you mean"
              + " 'registrations'? known keys: "
              + TARGET_KEYS),
      bad("gatway:", "gateway.yaml:1:1: unknown key 'gatway' at the top; did you mean 'gateway'?"),
      bad("zzz: 1", "gateway.yaml:1:1: unknown key 'zzz' at the top; known keys: authority, data,"),
      bad(
          "gateway:\n  http-port: abc",
          "gateway.yaml:2:14: 'gateway.http-port' must be a whole number from 0 to 65535, was"
              + " 'abc'"),
      bad("gateway: {http-port: 65536}", "must be a whole number from 0 to 65535, was '65536'"),
      bad("gateway: {http-port: [1, 2]}", "'gateway.http-port' must be a single value, was a list"),
      bad("gateway: {max-pending-sign-ins: 0}", "must be a whole number from 1 to 2147483647"),
      bad("gateway: {https: yes}", "'gateway.https' must be true or false, was 'yes'"),
      bad(
          "gateway: {refresh-policy: sometimes}",
          "'gateway.refresh-policy' must be one of while-used, always, was 'sometimes'"),
      bad(
          "gateway: {keep-alive: PT5M}",
          "must be a duration like 500ms, 10s, 15m, 8h or 90d, was 'PT5M'"),
      bad(
          "gateway: {public-url: 'ftp://x'}",
          "must be an http or https URL without user or fragment, was 'ftp://x'"),
      bad("gateway: {admin-token: short}", "admin-token must have at least 16 characters"),
      bad("gateway: 5", "gateway.yaml:1:10: 'gateway' must have keys below it, was '5'"),
      bad("- a", "gateway.yaml:1:1: expected keys, found a list"),
      bad("data: a\ndata: b", "gateway.yaml:2:1: key 'data' is there twice"),
      bad("gateway: {", "gateway.yaml:1:11: is not YAML: "),
      bad(
          "gateway: {registrations: {g: {issuer: https://a}}}",
          "'gateway.registrations.g.client-id' is missing"),
      bad(
          "gateway: {registrations: {g: {client-id: a}}}",
          "'gateway.registrations.g': preset oidc needs the key 'issuer'"),
      bad(
          "gateway: {registrations: {g: {client-id: a, preset: keycloak, realm: r}}}",
          "'gateway.registrations.g': preset keycloak needs the key 'server'"),
      bad(
          "gateway: {admin-token: '${ADMIN}'}",
          "gateway.yaml:1:24: environment variable ADMIN is not set"),
    };
  }

  @ParameterizedTest
  @MethodSource("badInputs")
  void aMistakeIsToldWithItsPlace(String yaml, String message) {
    assertThatThrownBy(() -> load(yaml, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("gateway.yaml:")
        .hasMessageContaining(message);
  }

  @Test
  void aMistakeInTheEnvironmentNamesTheVariable() {
    assertThatThrownBy(() -> load("", Map.of("FLEETAUTH_GATEWAY_HTTP_PORT", "x")))
        .hasMessage(
            "environment variable FLEETAUTH_GATEWAY_HTTP_PORT: 'gateway.http-port' must be a whole"
                + " number from 0 to 65535, was 'x'");
  }

  @Test
  void aSecretIsNeverShown() {
    ServerConfig config = load("gateway: {admin-token: 0123456789abcdef}", Map.of());

    assertThat(config.toString()).doesNotContain("0123456789abcdef");
    assertThatThrownBy(() -> load("gateway: {admin-token: s3cret}", Map.of()))
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> new ConfigLoader(Map.of()).load(Path.of("nowhere.yaml")))
        .hasMessage("no such configuration file: nowhere.yaml");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gateway.yaml", "gateway-keycloak.yaml", "cluster-gateway.yaml", "authority.yaml"})
  void theExamplesLoad(String example) {
    var environment =
        Map.of(
            "FLEETAUTH_ADMIN_TOKEN", "0123456789abcdef",
            "KIOSK_CLIENT_SECRET", "of the kiosk",
            "FLEETAUTH_DB_PASSWORD", "of the database");

    assertThat(new ConfigLoader(environment).load(Path.of("examples", example)).warnings())
        .isEmpty();
  }
}
