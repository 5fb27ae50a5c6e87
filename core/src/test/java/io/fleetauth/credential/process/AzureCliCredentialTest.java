// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.credential.CredentialUnavailableException;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.MalformedResponseException;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Azure CLI as a real child process. */
class AzureCliCredentialTest extends ToolFixture {

  private static final String BOTH =
      """
      echo '{"accessToken":"at-secret-1","expiresOn":"2026-11-25 14:00:00.000000",'
      echo '"expires_on":1795610000,"subscription":"s","tenant":"t","tokenType":"Bearer"}'""";

  @Test
  void getsATokenAndKeepsIt() throws IOException {
    install("az", BOTH);
    var credential = cli().build();

    AccessToken token = credential.token(VAULT).block(WAIT);
    credential.token(VAULT).block(WAIT);

    assertThat(token.value()).isEqualTo("at-secret-1");
    assertThat(token.scopes()).isEqualTo(VAULT.scopes());
    assertThat(arguments())
        .containsExactly(
            "account",
            "get-access-token",
            "--output",
            "json",
            "--resource",
            "https://vault.azure.net");
  }

  @Test
  void namesTenantAndSubscription() throws IOException {
    install("az", BOTH);

    cli().tenantId("t-1.onmicrosoft.com").subscription("My Sub 1").build().token(VAULT).block(WAIT);
    assertThat(arguments())
        .endsWith("--tenant", "t-1.onmicrosoft.com", "--subscription", "My Sub 1");

    cli().tenantId("t-1").build().token(VAULT.withTenantId("t-2")).block(WAIT);
    assertThat(arguments()).endsWith("--tenant", "t-2");
  }

  /** Local times are ambiguous when clocks go back, so the seconds win. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"expiresOn\":\"2026-11-25 14:00:00.000000\",\"expires_on\":1795610000"
            + " | 2026-11-25T12:33:20Z",
        "\"expires_on\":\"1795610000\" | 2026-11-25T12:33:20Z",
        "\"expiresOn\":\"2026-11-25 14:00:00.000000\" | 2026-11-25T13:00:00Z"
      })
  void prefersSecondsToLocalTime(String members, Instant expected) throws IOException {
    install("az", "echo '{\"accessToken\":\"at\"," + members + "}'");

    AccessToken token = cli().zone(ZoneId.of("Europe/Berlin")).build().token(VAULT).block(WAIT);

    assertThat(token.expiresAt()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "ERROR: Please run 'az login' to setup account. | run 'az login'",
        "ERROR: run 'az account set' to select one | run 'az login'",
        "AADSTS70043: expired. To re-authenticate, please run: az login --scope x | run 'az login'",
        "sh: az: command not found | it is not installed: see https://aka.ms/azure-cli",
        "'az' is not recognized as a command | it is not installed: see https://aka.ms/azure-cli",
        "something else | exit code 1: something else",
        "bad eyJhbGciOiJ.eyJzdWIi.c2ln token | exit code 1: bad [redacted] token"
      })
  void readsItsComplaints(String stderr, String message) throws IOException {
    install("az", "cat >&2 <<'E'\n" + stderr + "\nE\nexit 1");

    assertThat(failure(cli().build().token(VAULT)))
        .isInstanceOf(CredentialUnavailableException.class)
        .hasMessageContaining(message)
        .hasMessageStartingWith("Azure CLI: ");
  }

  @Test
  void isUnavailableWhenThereIsNone() {
    assertThat(failure(cli().build().token(VAULT)))
        .isInstanceOf(CredentialUnavailableException.class)
        .hasMessage("Azure CLI: it is not installed: see https://aka.ms/azure-cli");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | is empty",
        "at-secret-1 | is not JSON",
        "{\"accessToken\":\"\",\"expires_on\":1795610000} | accessToken is not a string or empty",
        "{\"accessToken\":\"at-secret-1\"} | expiresOn is missing",
        "{\"accessToken\":\"at-secret-1\",\"expiresOn\":\"soon\"} | expiresOn is not a local time",
        "{\"accessToken\":\"at-secret-1\",\"expires_on\":1} | the token is expired"
      })
  void saysWhatMakesNoSense(String stdout, String problem) throws IOException {
    install("az", "echo '" + stdout + "'");

    assertThat(failure(cli().build().token(VAULT)))
        .isInstanceOf(MalformedResponseException.class)
        .hasMessageContaining("answer of Azure CLI")
        .hasMessageContaining(problem)
        .message()
        .doesNotContain("at-secret-1");
  }

  @Test
  void saysHowToAnswerAChallenge() throws IOException {
    install("az", BOTH);

    assertThat(failure(cli().tenantId("t-1").build().token(VAULT.withClaims("{\"a\":1}"))))
        .isInstanceOf(CredentialUnavailableException.class)
        .hasMessageContaining(
            "az login --tenant t-1 --claims-challenge eyJhIjoxfQ== --scope"
                + " https://vault.azure.net/.default");
    assertThat(arguments()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-x", "a b", "a;b", "a&b", "$(id)", "`id`", "a\"b", "a\nb", "", "a%b%"})
  void keepsTenantsClean(String tenant) throws IOException {
    install("az", BOTH);

    assertThatThrownBy(() -> cli().tenantId(tenant))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tenantId");
    assertThat(failure(cli().build().token(VAULT.withTenantId(tenant))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tenantId");
    assertThat(arguments()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-x", "a;b", "a&b", "$(id)", "a\"b", "a\nb", ""})
  void keepsSubscriptionsClean(String subscription) {
    assertThatThrownBy(() -> cli().subscription(subscription))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("subscription");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--debug", "https://a/.default;id", "a&b", "'a'", "a b"})
  void keepsScopesClean(String scope) throws IOException {
    install("az", BOTH);

    assertThat(failure(cli().build().token(CredentialRequest.of(scope))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("scope");
    assertThat(arguments()).isEmpty();
  }

  private AzureCliCredential.Builder cli() {
    return prepared(AzureCliCredential.builder());
  }
}
