// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.credential.CredentialUnavailableException;
import io.fleetauth.credential.Environment;
import io.fleetauth.credential.InteractiveBrowserCredential;
import io.fleetauth.http.HttpOptions;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.http.StubServer;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefaultCredentialTest {

  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final CredentialRequest REQUEST = CredentialRequest.of("api://x/.default");
  private static final String CHOICE = "AZURE_TOKEN_CREDENTIALS";

  private final HttpTransport transport = HttpTransport.create(HttpOptions.DEFAULTS);
  private final StubServer stub = new StubServer();

  @AfterEach
  void close() {
    transport.close().block(WAIT);
    stub.close();
  }

  private DefaultCredential.Builder builder(Map<String, String> variables) {
    return DefaultCredential.builder(transport).environment(new Environment(variables));
  }

  private static List<String> inFull(String names) {
    return List.of(names.split(" ")).stream().map(name -> name + "Credential").toList();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, Environment WorkloadIdentity ManagedIdentity AzureCli AzurePowerShell"
            + " AzureDeveloperCli",
        "prod, Environment WorkloadIdentity ManagedIdentity",
        "PROD, Environment WorkloadIdentity ManagedIdentity",
        "Dev, AzureCli AzurePowerShell AzureDeveloperCli",
        "EnvironmentCredential, Environment",
        "workloadidentitycredential, WorkloadIdentity",
        "MANAGEDIDENTITYCREDENTIAL, ManagedIdentity",
        "AzureCliCredential, AzureCli",
        "azurepowershellcredential, AzurePowerShell",
        "AzureDeveloperCliCredential, AzureDeveloperCli"
      })
  void asksWhomTheVariableNamesInTheDocumentedOrder(String value, String expected) {
    var variables = value == null ? Map.<String, String>of() : Map.of(CHOICE, value);

    try (var credential = builder(variables).build()) {
      assertThat(credential.names()).isEqualTo(inFull(expected));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"production", "AzureCli", "VisualStudioCodeCredential", "dev prod"})
  void refusesWhatIsNoGroupAndNoName(String value) {
    assertThatThrownBy(() -> builder(Map.of(CHOICE, value)).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid value for AZURE_TOKEN_CREDENTIALS '" + value + "'")
        .hasMessageContaining("dev, prod, or one of [EnvironmentCredential, Workload");
  }

  @Test
  void asksTheBrowserLastAndOnlyWhenTold() {
    var browser =
        InteractiveBrowserCredential.builder(transport)
            .tenantId("t")
            .clientId("c")
            .authorityHost(URI.create(stub.base()));

    assertThat(builder(Map.of()).includeInteractiveBrowser(browser).build().names())
        .hasSize(7)
        .endsWith("InteractiveBrowserCredential");
    assertThat(builder(Map.of(CHOICE, "prod")).includeInteractiveBrowser(browser).build().names())
        .isEqualTo(inFull("Environment WorkloadIdentity ManagedIdentity"));
    assertThatThrownBy(() -> builder(Map.of(CHOICE, "InteractiveBrowserCredential")).build())
        .hasMessageContaining("includeInteractiveBrowser was not called");
  }

  @Test
  void usesTheEnvironmentWhenItSaysEnough() {
    stub.on("/t/oauth2/v2.0/token", 200, "{\"access_token\":\"ours\",\"expires_in\":3600}");
    var variables = new HashMap<String, String>();
    variables.put("AZURE_TENANT_ID", "t");
    variables.put("AZURE_CLIENT_ID", "c");
    variables.put("AZURE_CLIENT_SECRET", "the-secret");
    variables.put("AZURE_AUTHORITY_HOST", stub.base());

    try (var credential = builder(variables).build()) {
      assertThat(credential.token(REQUEST).block(WAIT).value()).isEqualTo("ours");
    }
    assertThat(stub.asked()).hasSize(1);
  }

  @Test
  void saysOfEachToolWhyItIsNotThere() {
    var credential = builder(Map.of(CHOICE, "dev", "PATH", "/nowhere")).build();

    assertThatThrownBy(() -> credential.token(REQUEST).block(WAIT))
        .isInstanceOf(CredentialUnavailableException.class)
        .hasMessageContaining("AzureCliCredential: ")
        .hasMessageContaining("AzurePowerShellCredential: ")
        .hasMessageContaining("AzureDeveloperCliCredential: ");
  }
}
