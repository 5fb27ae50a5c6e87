// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.http.StubServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Each credential is for all threads, and asks once for all that wait. */
class ConcurrentCredentialsTest extends CredentialFixture {

  private static final TestCertificate CERTIFICATE = TestCertificate.make("concurrent", "RSA");

  @TempDir Path folder;
  private final AtomicInteger proofs = new AtomicInteger();

  private <B extends OAuthCredentialBuilder<B>> B told(B builder) {
    return builder.authorityHost(host()).tenantId(TENANT).clientId(CLIENT);
  }

  private Environment environment(String name, String value) {
    return new Environment(
        Map.of(
            "AZURE_AUTHORITY_HOST",
            stub.base(),
            "AZURE_TENANT_ID",
            TENANT,
            "AZURE_CLIENT_ID",
            CLIENT,
            name,
            value));
  }

  private Credential credential(String name) throws Exception {
    return switch (name) {
      case "secret" -> secret().build();
      case "certificate" ->
          told(ClientCertificateCredential.builder(transport))
              .certificate(
                  ClientCertificate.ofPem(CERTIFICATE.keyPem() + CERTIFICATE.certificatePem()))
              .build();
      case "assertion" ->
          told(ClientAssertionCredential.builder(transport))
              .clientAssertion(
                  () -> Mono.fromSupplier(() -> "assertion-" + proofs.incrementAndGet()))
              .build();
      case "on behalf of" ->
          told(OnBehalfOfCredential.builder(transport))
              .clientSecret(SECRET)
              .userAssertion("the-token-of-the-user")
              .build();
      case "workload identity" ->
          WorkloadIdentityCredential.builder(transport)
              .environment(environment("AZURE_FEDERATED_TOKEN_FILE", tokenFile().toString()))
              .build();
      case "environment" ->
          EnvironmentCredential.builder(transport)
              .environment(environment("AZURE_CLIENT_SECRET", SECRET))
              .build();
      default ->
          ChainedCredential.of(
              EnvironmentCredential.builder(transport)
                  .environment(new Environment(Map.of()))
                  .build(),
              secret().build());
    };
  }

  private Path tokenFile() throws IOException {
    return Files.writeString(folder.resolve("token"), "the-token-of-the-workload");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secret",
        "certificate",
        "assertion",
        "on behalf of",
        "workload identity",
        "environment",
        "chain"
      })
  void asksOnceForManyCallersOnManyThreads(String name) throws Exception {
    var gate = Sinks.<String>one();
    stub.on(
        TOKEN_PATH,
        (request, response) ->
            gate.asMono().flatMap(body -> Mono.from(StubServer.reply(response, 200, body))));

    var all = ManyCallers.ask(credential(name), REQUEST);
    gate.tryEmitValue("{\"access_token\":\"one\",\"expires_in\":3600}");

    assertThat(all.get(20, SECONDS)).hasSize(ManyCallers.COUNT).containsOnly("one");
    assertThat(stub.asked()).hasSize(1);
    assertThat(proofs.get()).isEqualTo(name.equals("assertion") ? 1 : 0);
  }
}
