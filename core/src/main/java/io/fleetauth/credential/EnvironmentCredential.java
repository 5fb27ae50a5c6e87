// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static java.util.Objects.requireNonNull;

import io.fleetauth.http.HttpTransport;
import io.fleetauth.oauth.AccessToken;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * A program that is told by variables who it is: {@code AZURE_TENANT_ID} and {@code
 * AZURE_CLIENT_ID}, and then {@code AZURE_CLIENT_SECRET}, else {@code
 * AZURE_CLIENT_CERTIFICATE_PATH} with {@code AZURE_CLIENT_CERTIFICATE_PASSWORD} and {@code
 * AZURE_CLIENT_SEND_CERTIFICATE_CHAIN}. {@link CredentialUnavailableException} that names what is
 * not set. User name and password are not supported: they are no way in where a second factor is
 * asked for. Thread-safe.
 */
public final class EnvironmentCredential implements Credential, AutoCloseable {

  private final AzureVariables variables;
  private final Credential found;

  private EnvironmentCredential(AzureVariables variables, Credential found) {
    this.variables = variables;
    this.found = found;
  }

  /** Starts the description of one that asks over {@code transport}, which it never closes. */
  public static Builder builder(HttpTransport transport) {
    return new Builder(transport);
  }

  @Override
  public Mono<AccessToken> token(CredentialRequest request) {
    return found.token(variables.allowed(request));
  }

  /** Forgets its tokens; later calls fail. */
  @Override
  public void close() {
    Closing.close(found);
  }

  /** Gathers what the credential needs. */
  public static final class Builder {

    private final HttpTransport transport;
    private Environment environment = Environment.ofProcess();

    private Builder(HttpTransport transport) {
      this.transport = requireNonNull(transport, "transport");
    }

    /** Reads these variables instead of those of the process. */
    public Builder environment(Environment variables) {
      this.environment = requireNonNull(variables, "environment");
      return this;
    }

    /**
     * @throws IllegalArgumentException when a variable has a wrong value; the message names it
     */
    public EnvironmentCredential build() {
      var variables = new AzureVariables(environment);
      return new EnvironmentCredential(variables, found(variables));
    }

    private Credential found(AzureVariables variables) {
      List<String> missing =
          Stream.of(AzureVariables.TENANT_ID, AzureVariables.CLIENT_ID)
              .filter(name -> variables.text(name) == null)
              .toList();
      if (!missing.isEmpty()) {
        return unavailable(missing.stream().collect(Collectors.joining(" and ")) + " not set");
      }
      String secret = variables.text(AzureVariables.CLIENT_SECRET);
      if (secret != null) {
        var builder = variables.applyTo(ClientSecretCredential.builder(transport));
        return builder.clientSecret(secret).build();
      }
      String file = variables.text(AzureVariables.CERTIFICATE_PATH);
      return file == null ? unavailable(variables) : certificate(variables, file);
    }

    private Credential certificate(AzureVariables variables, String file) {
      return variables
          .applyTo(ClientCertificateCredential.builder(transport))
          .certificateFile(Path.of(file), variables.text(AzureVariables.CERTIFICATE_PASSWORD))
          .sendCertificateChain(variables.isOn(AzureVariables.SEND_CHAIN))
          .build();
    }

    private static Credential unavailable(AzureVariables variables) {
      String password =
          variables.text(AzureVariables.USERNAME) == null
              ? ""
              : "; " + AzureVariables.USERNAME + " is, but passwords are not supported";
      return unavailable(
          "neither "
              + AzureVariables.CLIENT_SECRET
              + " nor "
              + AzureVariables.CERTIFICATE_PATH
              + " is set"
              + password);
    }

    private static Credential unavailable(String reason) {
      return request ->
          Mono.error(() -> new CredentialUnavailableException("environment: " + reason));
    }
  }
}
