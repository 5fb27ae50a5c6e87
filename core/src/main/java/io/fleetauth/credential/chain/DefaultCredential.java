// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.chain;

import static java.util.Objects.requireNonNull;

import io.fleetauth.credential.ChainedCredential;
import io.fleetauth.credential.Credential;
import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.credential.Environment;
import io.fleetauth.credential.EnvironmentCredential;
import io.fleetauth.credential.InteractiveBrowserCredential;
import io.fleetauth.credential.WorkloadIdentityCredential;
import io.fleetauth.credential.managed.ManagedIdentityCredential;
import io.fleetauth.credential.process.AzureCliCredential;
import io.fleetauth.credential.process.AzureDeveloperCliCredential;
import io.fleetauth.credential.process.AzurePowerShellCredential;
import io.fleetauth.credential.process.ToolBuilder;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.oauth.AccessToken;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Finds out where the program runs and uses what is there: environment, workload identity, managed
 * identity, Azure CLI, Azure PowerShell, Azure Developer CLI; the order of Azure Identity. {@code
 * AZURE_TOKEN_CREDENTIALS} narrows it down: {@code prod} for the first three, {@code dev} for the
 * others, or the name of one. It moves on as {@link ChainedCredential} does. Thread-safe.
 */
public final class DefaultCredential implements Credential, AutoCloseable {

  private final ChainedCredential chain;

  private DefaultCredential(ChainedCredential chain) {
    this.chain = chain;
  }

  /** Starts the description of one that asks over {@code transport}, which it never closes. */
  public static Builder builder(HttpTransport transport) {
    return new Builder(transport);
  }

  /** Returns the names of the credentials in the order in which they are asked. */
  public List<String> names() {
    return chain.names();
  }

  @Override
  public Mono<AccessToken> token(CredentialRequest request) {
    return chain.token(request);
  }

  /** Closes all its credentials; later calls fail. */
  @Override
  public void close() {
    chain.close();
  }

  /** Gathers what the credentials need. */
  public static final class Builder {

    private final HttpTransport transport;
    private Environment environment = Environment.ofProcess();
    private InteractiveBrowserCredential.@Nullable Builder browser;
    private @Nullable String tenantId;
    private @Nullable String managedIdentityClientId;

    private Builder(HttpTransport transport) {
      this.transport = requireNonNull(transport, "transport");
    }

    /** Reads these variables instead of those of the process. */
    public Builder environment(Environment variables) {
      this.environment = requireNonNull(variables, "environment");
      return this;
    }

    /** Asks developers' tools for tokens of that tenant. */
    public Builder tenantId(String tenant) {
      this.tenantId = requireNonNull(tenant, "tenantId");
      return this;
    }

    /** Means a user-assigned managed identity; {@code AZURE_CLIENT_ID} by default. */
    public Builder managedIdentityClientId(String clientId) {
      this.managedIdentityClientId = requireNonNull(clientId, "managedIdentityClientId");
      return this;
    }

    /** Asks a person in a browser when nothing else is there; nobody by default. */
    public Builder includeInteractiveBrowser(InteractiveBrowserCredential.Builder description) {
      this.browser = requireNonNull(description, "includeInteractiveBrowser");
      return this;
    }

    /**
     * @throws IllegalArgumentException when a variable has a wrong value; the message names it
     */
    public DefaultCredential build() {
      String value = environment.text(Choice.VARIABLE);
      Set<Choice> choices = EnumSet.copyOf(Choice.of(value));
      if (browser != null && value == null) {
        choices.add(Choice.INTERACTIVE_BROWSER);
      }
      var chain = ChainedCredential.builder();
      choices.forEach(choice -> chain.add(choice.label(), made(choice, choices.size() == 1)));
      return new DefaultCredential(chain.build());
    }

    /**
     * @param alone whether there is nothing to move on to
     */
    private Credential made(Choice choice, boolean alone) {
      return switch (choice) {
        case ENVIRONMENT ->
            EnvironmentCredential.builder(transport).environment(environment).build();
        case WORKLOAD_IDENTITY ->
            WorkloadIdentityCredential.builder(transport).environment(environment).build();
        case MANAGED_IDENTITY -> managedIdentity(alone);
        case AZURE_CLI -> told(AzureCliCredential.builder()).build();
        case AZURE_POWER_SHELL -> told(AzurePowerShellCredential.builder()).build();
        case AZURE_DEVELOPER_CLI -> told(AzureDeveloperCliCredential.builder()).build();
        case INTERACTIVE_BROWSER -> browser();
      };
    }

    /** Probes only when there is something to move on to. */
    private Credential managedIdentity(boolean alone) {
      var builder =
          ManagedIdentityCredential.builder(transport).environment(environment).probe(!alone);
      String assigned = environment.text("AZURE_CLIENT_ID");
      String clientId = managedIdentityClientId == null ? assigned : managedIdentityClientId;
      return clientId == null ? builder.build() : builder.clientId(clientId).build();
    }

    private <B extends ToolBuilder<B>> B told(B builder) {
      return builder
          .environment(environment)
          .tenantId(tenantId)
          .time(transport.clock(), transport.timer());
    }

    private Credential browser() {
      if (browser == null) {
        throw new IllegalArgumentException(
            Choice.VARIABLE + " names the browser, but includeInteractiveBrowser was not called");
      }
      return browser.build();
    }
  }
}
