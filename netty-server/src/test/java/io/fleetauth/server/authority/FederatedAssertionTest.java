// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import io.fleetauth.server.authority.AuthorityConfig.Client;
import io.fleetauth.server.authority.AuthorityServer.Answer;
import io.fleetauth.server.authority.assertion.ClientAssertions;
import io.fleetauth.server.authority.assertion.FederatedCredential;
import io.fleetauth.server.reply.Json;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A workload shows the token of another issuer; here that is a second authority. */
class FederatedAssertionTest {

  private static final String WORKLOAD = Tenants.guid("client:fleetauth-service");

  @TempDir static Path folder;
  private static AuthorityServer issuer;
  private static AuthorityServer idp;

  @BeforeAll
  static void start() throws Exception {
    issuer = new AuthorityServer(AuthorityConfig.defaults(), folder.resolve("issuer"));
    var file = Files.createFile(folder.resolve("keys.json"));
    Files.writeString(file, issuer.get("/contoso/discovery/v2.0/keys").http().body());
    var keys = FederatedCredential.readKeys(file);
    var jwks = URI.create(issuer.origin() + "/contoso/discovery/v2.0/keys");
    var nobody = URI.create("http://127.0.0.1:9/keys");
    idp =
        new AuthorityServer(
            config(
                client("discovered", null, null),
                client("by-uri", jwks, null),
                client("by-file", null, keys),
                client("without-keys", null, new JWKSet()),
                client("unreachable", nobody, null)),
            folder.resolve("idp"));
  }

  private static Client client(String id, URI jwks, JWKSet keys) {
    var credential =
        new FederatedCredential(issuer.origin() + "/contoso/v2.0", WORKLOAD, null, jwks, keys);
    return new Client(id, null, null, null, null, null, null, null, List.of(credential), null);
  }

  private static AuthorityConfig config(Client... clients) {
    return new AuthorityConfig(
        null, null, List.of(clients), null, null, null, null, null, null, null, null, null);
  }

  @AfterAll
  static void stop() {
    idp.close();
    issuer.close();
  }

  /** Returns a token of the issuer for the workload. */
  private static String token(String tenant, String audience) {
    var form =
        AuthorityServer.form(
            "grant_type",
            "client_credentials",
            "client_id",
            "fleetauth-service",
            "client_secret",
            "fleetauth-service-secret",
            "scope",
            audience + "/.default");
    var request =
        issuer.request("/" + tenant + "/oauth2/v2.0/token").POST(BodyPublishers.ofString(form));
    var body = issuer.send(request).body();
    return (String) Json.object(body.getBytes(StandardCharsets.UTF_8)).get("access_token");
  }

  private static Answer ask(String client, String assertion) {
    return idp.post(
        "token",
        "grant_type",
        "client_credentials",
        "client_id",
        client,
        "client_assertion_type",
        ClientAssertions.TYPE,
        "client_assertion",
        assertion,
        "scope",
        "api://x/.default");
  }

  @ParameterizedTest
  @CsvSource({"discovered", "by-uri", "by-file"})
  void aTokenOfTheIssuerStandsForTheClientAndMayBeShownAgain(String client) {
    var token = token("contoso", FederatedCredential.AUDIENCE);

    assertThat(ask(client, token).json()).containsKey("access_token");
    assertThat(ask(client, token).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "discovered, fabrikam, api://AzureADTokenExchange, 401 invalid_client, 700211",
    "discovered, contoso, api://other, 401 invalid_client, 700212",
    "without-keys, contoso, api://AzureADTokenExchange, 401 invalid_client, 700027",
    "unreachable, contoso, api://AzureADTokenExchange, 503 temporarily_unavailable, 50166",
  })
  void refusesWithTheNumberOfEntra(
      String client, String tenant, String audience, String error, int number) {
    var answer = ask(client, token(tenant, audience));

    assertThat(answer.error()).isEqualTo(error);
    assertThat(answer.json()).containsEntry("error_codes", List.of(number));
  }

  @Test
  void refusesAnotherSubjectAndATokenThatExpired() {
    var person = issuer.signedIn(FederatedCredential.AUDIENCE + "/read").text("access_token");
    assertThat(ask("by-file", person).json()).containsEntry("error_codes", List.of(700213));

    var token = token("contoso", FederatedCredential.AUDIENCE);
    var changed = token.substring(0, token.length() - 8) + "AAAAAAAA";
    assertThat(ask("by-file", changed).json()).containsEntry("error_codes", List.of(700027));
    idp.pass(Duration.ofMinutes(62));
    assertThat(ask("by-file", token).json()).containsEntry("error_codes", List.of(700024));
    idp.pass(Duration.ofMinutes(-62));
  }
}
