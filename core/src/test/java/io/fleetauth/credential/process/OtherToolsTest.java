// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.process;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.credential.CredentialUnavailableException;
import io.fleetauth.oauth.AccessToken;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Azure Developer CLI and Azure PowerShell as real child processes. */
class OtherToolsTest extends ToolFixture {

  private static final String AZD =
      "echo '{\"token\":\"at-secret-1\",\"expiresOn\":\"2026-11-25T12:33:20Z\"}'";
  private static final String PWSH = "echo '{\"token\":\"at-secret-1\",\"expiresOn\":1795610000}'";

  @Test
  void asksTheDeveloperCli() throws IOException {
    install("azd", AZD);

    AccessToken token = azd().tenantId("t-1").build().token(VAULT).block(WAIT);

    assertThat(token.value()).isEqualTo("at-secret-1");
    assertThat(token.expiresAt()).isEqualTo(Instant.parse("2026-11-25T12:33:20Z"));
    assertThat(arguments())
        .containsExactly(
            "auth",
            "token",
            "--output",
            "json",
            "--no-prompt",
            "--scope",
            "https://vault.azure.net/.default",
            "--tenant-id",
            "t-1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ERROR: not logged in, run `azd auth login` to login | run 'azd auth login'",
        "sh: azd: not found | it is not installed: see https://aka.ms/azd-install",
        "other | exit code 1: other"
      })
  void readsComplaintsOfTheDeveloperCli(String stderr, String message) throws IOException {
    install("azd", "cat >&2 <<'E'\n" + stderr + "\nE\nexit 1");

    assertThat(failure(azd().build().token(VAULT)))
        .isInstanceOf(CredentialUnavailableException.class)
        .hasMessageContaining("Azure Developer CLI: ")
        .hasMessageContaining(message);
  }

  @Test
  void asksPowerShell() throws IOException {
    install("pwsh", PWSH);

    AccessToken token = powerShell().tenantId("t-1").build().token(VAULT).block(WAIT);

    assertThat(token.value()).isEqualTo("at-secret-1");
    assertThat(token.expiresAt()).isEqualTo(Instant.parse("2026-11-25T12:33:20Z"));
    assertThat(arguments())
        .startsWith("-NoLogo", "-NoProfile", "-NonInteractive", "-EncodedCommand")
        .hasSize(5);
    String script = new String(Base64.getDecoder().decode(arguments().get(4)), UTF_16LE);
    assertThat(script)
        .contains("Get-AzAccessToken -ResourceUrl 'https://vault.azure.net' -TenantId 't-1'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Run Connect-AzAccount to login. | run 'Connect-AzAccount'",
        "fleetauth: no module Az.Accounts | Install-Module Az.Accounts",
        "other | exit code 1: other"
      })
  void readsComplaintsOfPowerShell(String stderr, String message) throws IOException {
    install("pwsh", "cat >&2 <<'E'\n" + stderr + "\nE\nexit 1");

    assertThat(failure(powerShell().build().token(VAULT)))
        .isInstanceOf(CredentialUnavailableException.class)
        .hasMessageContaining("Azure PowerShell: ")
        .hasMessageContaining(message);
  }

  @Test
  void sayHowToAnswerAChallenge() {
    var challenged = VAULT.withClaims("{\"a\":1}");

    assertThat(failure(azd().build().token(challenged)))
        .isInstanceOf(CredentialUnavailableException.class)
        .hasMessageContaining("azd auth login");
    assertThat(failure(powerShell().build().token(challenged)))
        .isInstanceOf(CredentialUnavailableException.class)
        .hasMessageContaining("Connect-AzAccount -ClaimsChallenge eyJhIjoxfQ==");
  }

  @Test
  void sayThatTheyAreNotInstalled() {
    assertThat(failure(azd().build().token(VAULT))).hasMessageContaining("it is not installed");
    assertThat(failure(powerShell().build().token(VAULT)))
        .hasMessageContaining("it is not installed");
  }

  private AzureDeveloperCliCredential.Builder azd() {
    return prepared(AzureDeveloperCliCredential.builder());
  }

  private AzurePowerShellCredential.Builder powerShell() {
    return prepared(AzurePowerShellCredential.builder());
  }
}
