// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static java.util.Objects.requireNonNull;

import io.fleetauth.http.HttpTransport;
import io.fleetauth.oauth.AccessToken;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A program in a cluster that proves itself by the JWT that the cluster puts into a file; the file
 * is read again after five minutes. Tenant, client, file and authority host come from {@code
 * AZURE_TENANT_ID}, {@code AZURE_CLIENT_ID}, {@code AZURE_FEDERATED_TOKEN_FILE} and {@code
 * AZURE_AUTHORITY_HOST}; where one of the first three is missing, and not given here, it is
 * unavailable. Thread-safe.
 */
public final class WorkloadIdentityCredential implements Credential, AutoCloseable {

  private static final String TOKEN_FILE = "AZURE_FEDERATED_TOKEN_FILE";

  private final @Nullable ClientAssertionCredential federated;
  private final List<String> missing;

  private WorkloadIdentityCredential(
      @Nullable ClientAssertionCredential federated, List<String> missing) {
    this.federated = federated;
    this.missing = missing;
  }

  /** Starts the description of one that asks over {@code transport}, which it never closes. */
  public static Builder builder(HttpTransport transport) {
    return new Builder(transport);
  }

  @Override
  public Mono<AccessToken> token(CredentialRequest request) {
    return federated == null
        ? Mono.error(
            () ->
                new CredentialUnavailableException(
                    "workload identity: " + String.join(", ", missing) + " not set"))
        : federated.token(request);
  }

  /** Forgets its tokens; later calls fail. */
  @Override
  public void close() {
    if (federated != null) {
      federated.close();
    }
  }

  /** Gathers what the credential needs; what is given here wins over the environment. */
  public static final class Builder {

    private final HttpTransport transport;
    private Environment environment = Environment.ofProcess();
    private Scheduler blocking = Schedulers.boundedElastic();
    private @Nullable String tenantId;
    private @Nullable String clientId;
    private @Nullable Path tokenFile;

    private Builder(HttpTransport transport) {
      this.transport = requireNonNull(transport, "transport");
    }

    public Builder tenantId(@Nullable String tenant) {
      this.tenantId = tenant == null ? null : Tenants.checkForm("tenantId", tenant);
      return this;
    }

    public Builder clientId(@Nullable String client) {
      this.clientId = client;
      return this;
    }

    /** The file that holds the JWT. */
    public Builder tokenFile(@Nullable Path file) {
      this.tokenFile = file;
      return this;
    }

    /** Reads these variables instead of those of the process. */
    public Builder environment(Environment replacement) {
      this.environment = requireNonNull(replacement, "environment");
      return this;
    }

    /** Reads the file there; by default on the bounded elastic scheduler. */
    public Builder blocking(Scheduler replacement) {
      this.blocking = requireNonNull(replacement, "blocking");
      return this;
    }

    /**
     * @throws IllegalArgumentException when a variable makes no sense; the message names it
     */
    public WorkloadIdentityCredential build() {
      String tenant = given(tenantId, AzureVariables.TENANT_ID);
      String client = given(clientId, AzureVariables.CLIENT_ID);
      String file = given(tokenFile == null ? null : tokenFile.toString(), TOKEN_FILE);
      if (tenant == null || client == null || file == null) {
        return new WorkloadIdentityCredential(null, missing(tenant, client, file));
      }
      var source = new FederatedTokenFile(Path.of(file), transport.clock(), blocking);
      var builder = ClientAssertionCredential.builder(transport);
      new AzureVariables(environment).applyTo(builder);
      return new WorkloadIdentityCredential(
          builder.tenantId(tenant).clientId(client).clientAssertion(source::token).build(),
          List.of());
    }

    private @Nullable String given(@Nullable String here, String variable) {
      return here == null ? environment.text(variable) : here;
    }

    private static List<String> missing(
        @Nullable String tenant, @Nullable String client, @Nullable String file) {
      var names = new ArrayList<String>();
      if (tenant == null) {
        names.add(AzureVariables.TENANT_ID);
      }
      if (client == null) {
        names.add(AzureVariables.CLIENT_ID);
      }
      if (file == null) {
        names.add(TOKEN_FILE);
      }
      return names;
    }
  }
}
