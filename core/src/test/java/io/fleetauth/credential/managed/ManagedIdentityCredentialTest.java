// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.managed;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.credential.CredentialUnavailableException;
import io.fleetauth.credential.ManyCallers;
import io.fleetauth.oauth.AccessToken;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** What each platform is asked; Azure Arc and Service Fabric have tests of their own. */
class ManagedIdentityCredentialTest extends ManagedFixture {

  @BeforeEach
  void answerTokens() {
    platform.always(200, TOKEN);
  }

  @Test
  void asksImdsWithTheMetadataHeader() {
    AccessToken token = on(imds()).build().token(VAULT).block(WAIT);

    assertThat(token.value()).isEqualTo("at-secret-1");
    assertThat(token.expiresAt()).isEqualTo(NOW.plusSeconds(3599));
    assertThat(token.scopes()).isEqualTo(VAULT.scopes());
    assertThat(platform.last().method()).isEqualTo("GET");
    assertThat(platform.last().path()).isEqualTo("/metadata/identity/oauth2/token");
    assertThat(platform.last().query())
        .isEqualTo("api-version=2018-02-01&resource=https%3A%2F%2Fvault.azure.net");
    assertThat(platform.last().header("Metadata")).isEqualTo("true");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void asksOnceForManyCallersOnManyThreads(boolean imds) throws Exception {
    var credential = on(imds ? imds() : appService()).build();

    assertThat(ManyCallers.ask(credential, VAULT).get(20, SECONDS))
        .hasSize(ManyCallers.COUNT)
        .containsOnly("at-secret-1");
    assertThat(platform.asked()).hasSize(1);
  }

  @Test
  void asksAppServiceWithItsHeader() {
    on(appService()).clientId("c-1").build().token(VAULT).block(WAIT);

    assertThat(platform.last().path()).isEqualTo("/msi/token");
    assertThat(platform.last().query())
        .isEqualTo("api-version=2019-08-01&resource=https%3A%2F%2Fvault.azure.net&client_id=c-1");
    assertThat(platform.last().header("X-IDENTITY-HEADER")).isEqualTo(SECRET);
    assertThat(platform.last().header("Metadata")).isNull();
  }

  @Test
  void asksMachineLearningForItsDefaultIdentity() {
    Map<String, String> variables =
        Map.of(
            "MSI_ENDPOINT",
            platform.base() + "/ml",
            "MSI_SECRET",
            SECRET,
            "DEFAULT_IDENTITY_CLIENT_ID",
            "c-default");

    on(variables).build().token(VAULT).block(WAIT);
    assertThat(platform.last().query())
        .isEqualTo(
            "api-version=2017-09-01&resource=https%3A%2F%2Fvault.azure.net&clientid=c-default");
    assertThat(platform.last().header("secret")).isEqualTo(SECRET);

    on(variables).clientId("c-mine").build().token(VAULT).block(WAIT);
    assertThat(platform.last().query()).endsWith("&clientid=c-mine");
  }

  @Test
  void asksCloudShellByForm() {
    on(Map.of("MSI_ENDPOINT", platform.base() + "/shell")).build().token(VAULT).block(WAIT);

    assertThat(platform.last().method()).isEqualTo("POST");
    assertThat(platform.last().query()).isNull();
    assertThat(platform.last().body()).isEqualTo("resource=https%3A%2F%2Fvault.azure.net");
    assertThat(platform.last().header("Metadata")).isEqualTo("true");
  }

  @ParameterizedTest
  @CsvSource({
    "imds, client, client_id", "imds, object, object_id", "imds, resource, msi_res_id",
    "app, client, client_id", "app, object, object_id", "app, resource, mi_res_id"
  })
  void namesUserAssignedIdentities(String where, String kind, String parameter) {
    var builder = on(where.equals("imds") ? imds() : appService());
    switch (kind) {
      case "client" -> builder.clientId("/id one");
      case "object" -> builder.objectId("/id one");
      default -> builder.resourceId("/id one");
    }

    builder.build().token(VAULT).block(WAIT);

    assertThat(platform.last().query()).endsWith("&" + parameter + "=%2Fid%20one");
  }

  @Test
  void refusesIdentitiesThatThePlatformCanNotTell() {
    Map<String, String> shell = Map.of("MSI_ENDPOINT", platform.base());
    assertThat(failure(on(shell).clientId("c").build().token(VAULT)))
        .isInstanceOf(CredentialUnavailableException.class)
        .hasMessage("managed identity: Cloud Shell takes no CLIENT_ID of an identity");
    assertThat(platform.asked()).isEmpty();

    assertThatThrownBy(() -> on(shell).clientId("c").objectId("o"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("only one of clientId, objectId and resourceId");
    assertThatThrownBy(() -> on(shell).clientId(" ")).isInstanceOf(IllegalArgumentException.class);
  }

  /** The first variables that are complete decide. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "IDENTITY_ENDPOINT IDENTITY_HEADER IDENTITY_SERVER_THUMBPRINT MSI_ENDPOINT | SERVICE_FABRIC",
        "IDENTITY_ENDPOINT IDENTITY_HEADER MSI_ENDPOINT MSI_SECRET IMDS_ENDPOINT | APP_SERVICE",
        "MSI_ENDPOINT MSI_SECRET IDENTITY_ENDPOINT IMDS_ENDPOINT | MACHINE_LEARNING",
        "MSI_ENDPOINT IDENTITY_ENDPOINT IMDS_ENDPOINT | CLOUD_SHELL",
        "IDENTITY_ENDPOINT IMDS_ENDPOINT | ARC",
        "IDENTITY_ENDPOINT | IMDS",
        "AZURE_CLIENT_ID | IMDS"
      })
  void choosesThePlatformByTheEnvironment(String names, Platform expected) {
    var variables = new java.util.HashMap<String, String>();
    for (String name : names.split(" ")) {
      boolean digits = name.endsWith("THUMBPRINT");
      variables.put(name, digits ? "ab".repeat(20) : "http://127.0.0.1:1/x");
    }
    assertThat(sources(variables).select().platform()).isEqualTo(expected);
  }

  @Test
  void findsTheArcAgentOnTheDisk() throws IOException {
    Files.createFile(disk.resolve("himds"));

    IdentitySource source = sources(Map.of()).select();

    assertThat(source.platform()).isEqualTo(Platform.ARC);
    assertThat(source.endpoint().getPort()).isEqualTo(40342);
  }

  private IdentitySources sources(Map<String, String> variables) {
    var environment = new io.fleetauth.credential.Environment(variables);
    var arc = new ArcFolders(disk.resolve("himds"), disk, ArcFolders.ENDPOINT);
    return new IdentitySources(environment, arc, null);
  }

  @ParameterizedTest
  @CsvSource({
    "https://a/.default, https%3A%2F%2Fa",
    "https://a//.default, https%3A%2F%2Fa%2F",
    "https://a, https%3A%2F%2Fa"
  })
  void readsTheResourceOffTheScope(String scope, String resource) {
    on(imds()).build().token(CredentialRequest.of(scope)).block(WAIT);

    assertThat(platform.last().query()).endsWith("&resource=" + resource);
  }

  @Test
  void takesOneScopeOnly() {
    assertThat(failure(on(imds()).build().token(CredentialRequest.of("a b"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one scope, not of 2");
  }

  @Test
  void keepsTheTokenForAllTenants() {
    var credential = on(imds()).build();

    AccessToken first = credential.token(VAULT).block(WAIT);
    AccessToken second = credential.token(VAULT.withTenantId("t-2")).block(WAIT);

    assertThat(second).isSameAs(first);
    assertThat(platform.asked()).hasSize(1);
  }

  /** The platform must learn which of its own kept tokens is no good any more. */
  @Test
  void tellsAppServiceWhichTokenWasRejected() {
    var credential = on(appService()).build();
    credential.token(VAULT).block(WAIT);

    credential.token(VAULT.withClaims("{\"access_token\":{}}")).block(WAIT);

    assertThat(platform.last().query())
        .endsWith(
            "&xms_cc=cp1&token_sha256_to_refresh="
                + "4e6e3cc0e5ca1e70353df7313a4173c0ea50c1604b9e7bf683d21448568ae8ea");
  }

  @Test
  void isUnavailableWhereNobodyListens() {
    platform.close();

    Throwable failure = failure(on(imds()).build().token(VAULT));

    assertThat(failure)
        .isInstanceOf(CredentialUnavailableException.class)
        .hasMessageContaining("nothing answers as IMDS");
  }

  @ParameterizedTest
  @CsvSource({
    "IDENTITY_ENDPOINT, not a url",
    "IDENTITY_ENDPOINT, ftp://x",
    "IDENTITY_ENDPOINT, /x"
  })
  void saysWhichVariableIsWrong(String name, String value) {
    assertThat(failure(on(Map.of(name, value, "IDENTITY_HEADER", SECRET)).build().token(VAULT)))
        .isInstanceOf(CredentialUnavailableException.class)
        .hasMessageContaining(name + " is not an absolute http(s) URL")
        .message()
        .doesNotContain(SECRET);
  }

  @Test
  void doesNothingBeforeItIsSubscribed() {
    Mono<AccessToken> token = on(imds()).build().token(VAULT);

    assertThat(platform.asked()).isEmpty();
    token.block(WAIT);
    assertThat(platform.asked()).hasSize(1);
  }
}
