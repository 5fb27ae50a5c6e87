// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.managed;

import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.credential.Environment;
import io.fleetauth.http.HttpOptions;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.secrets.Secrets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A platform to ask, and the time in which it is asked; all closed after each test. */
abstract class ManagedFixture {

  static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
  static final Duration WAIT = Duration.ofSeconds(20);
  static final String SECRET = "identity-header-secret";
  static final CredentialRequest VAULT = CredentialRequest.of("https://vault.azure.net/.default");

  static final String TOKEN =
      """
      {"access_token":"at-secret-1","refresh_token":"","expires_in":"3599",
       "expires_on":"%d","resource":"https://vault.azure.net","token_type":"Bearer"}"""
          .formatted(NOW.getEpochSecond() + 3599);

  ManagedFixture() {
    Secrets.ALL.add("identity header", SECRET);
  }

  final IdentityDouble platform = new IdentityDouble();
  final HttpTransport transport =
      HttpTransport.of(
          HttpOptions.DEFAULTS, Clock.fixed(NOW, ZoneOffset.UTC), Schedulers.parallel());

  @TempDir Path disk;

  /** Nothing of the machine that runs the test: no variables, no agent. */
  ManagedIdentityCredential.Builder on(Map<String, String> variables) {
    return ManagedIdentityCredential.builder(transport)
        .environment(new Environment(variables))
        .arc(disk.resolve("himds"), disk.resolve("tokens"));
  }

  Map<String, String> imds() {
    return Map.of("AZURE_POD_IDENTITY_AUTHORITY_HOST", platform.base() + "/");
  }

  Map<String, String> appService() {
    return Map.of("IDENTITY_ENDPOINT", platform.base() + "/msi/token", "IDENTITY_HEADER", SECRET);
  }

  /** Returns the failure; a success is an error. */
  static Throwable failure(Mono<?> mono) {
    return mono.<Throwable>map(value -> new AssertionError("succeeded: " + value))
        .switchIfEmpty(Mono.just(new AssertionError("completed empty")))
        .onErrorResume(Mono::just)
        .block(WAIT);
  }

  @AfterEach
  void closeAll() {
    transport.close().block(WAIT);
    platform.close();
  }
}
