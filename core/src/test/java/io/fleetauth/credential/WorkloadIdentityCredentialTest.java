// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetauth.credential.managed.IdentityDouble;
import io.fleetauth.http.HttpOptions;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.time.VirtualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

class WorkloadIdentityCredentialTest {

  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final CredentialRequest VAULT = CredentialRequest.of("https://vault/.default");

  private final IdentityDouble authority = new IdentityDouble();
  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final HttpTransport transport =
      HttpTransport.of(HttpOptions.DEFAULTS, new VirtualClock(time), time);

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void writeTheToken() throws IOException {
    file = folder.resolve("token");
    Files.writeString(file, "jwt-secret-1\n");
    authority.always(
        200, "{\"access_token\":\"at\",\"token_type\":\"Bearer\",\"expires_in\":3600}");
  }

  @AfterEach
  void close() {
    transport.close().block(WAIT);
    authority.close();
  }

  @Test
  void redeemsTheTokenOfTheFile() {
    assertThat(credential().token(VAULT).block(WAIT).value()).isEqualTo("at");

    assertThat(authority.last().path()).isEqualTo("/t-1/oauth2/v2.0/token");
    assertThat(authority.last().body().split("&"))
        .contains(
            "grant_type=client_credentials",
            "client_id=c-1",
            "client_assertion=jwt-secret-1",
            "client_assertion_type="
                + "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer",
            "scope=https%3A%2F%2Fvault%2F.default");
  }

  @Test
  void readsTheFileAgainAfterFiveMinutes() throws IOException {
    var credential = credential();
    credential.token(VAULT).block(WAIT);
    Files.writeString(file, "jwt-secret-2");

    time.advanceTimeBy(Duration.ofMinutes(5).minusMillis(1));
    credential.token(CredentialRequest.of("b")).block(WAIT);
    assertThat(authority.last().body()).contains("jwt-secret-1");

    time.advanceTimeBy(Duration.ofMillis(1));
    credential.token(CredentialRequest.of("c")).block(WAIT);
    assertThat(authority.last().body()).contains("jwt-secret-2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_FEDERATED_TOKEN_FILE"})
  void saysWhichVariableIsMissing(String name) {
    var variables = new HashMap<>(variables());
    variables.remove(name);

    assertThat(failure(on(variables).build().token(VAULT)))
        .isInstanceOf(CredentialUnavailableException.class)
        .hasMessage("workload identity: " + name + " not set");
  }

  @Test
  void takesWhatIsGivenBeforeTheEnvironment() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "jwt-secret-other");

    on(variables())
        .tenantId("t-2")
        .clientId("c-2")
        .tokenFile(other)
        .build()
        .token(VAULT)
        .block(WAIT);

    assertThat(authority.last().path()).startsWith("/t-2/");
    assertThat(authority.last().body()).contains("client_id=c-2").contains("jwt-secret-other");
  }

  @Test
  void isUnavailableWithoutAFileOrAToken() throws IOException {
    Files.writeString(file, " \n");
    assertThat(failure(credential().token(VAULT)))
        .isInstanceOf(CredentialUnavailableException.class)
        .hasMessageContaining("is empty");

    Files.delete(file);
    assertThat(failure(credential().token(VAULT)))
        .isInstanceOf(CredentialUnavailableException.class)
        .hasMessageContaining("can not be read");
    assertThat(authority.asked()).isEmpty();
  }

  @Test
  void doesNotRepeatTheTokenInAnError() {
    authority.always(
        401, "{\"error\":\"invalid_client\",\"error_description\":\"bad jwt-secret-1 there\"}");

    assertThat(failure(credential().token(VAULT)))
        .hasMessageContaining("invalid_client")
        .message()
        .doesNotContain("jwt-secret-1");
  }

  @Test
  void refusesTenantsThatAreNone() {
    assertThatThrownBy(() -> on(variables()).tenantId("a/b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tenantId");
  }

  private WorkloadIdentityCredential credential() {
    return on(variables()).build();
  }

  private WorkloadIdentityCredential.Builder on(Map<String, String> variables) {
    return WorkloadIdentityCredential.builder(transport).environment(new Environment(variables));
  }

  private Map<String, String> variables() {
    return Map.of(
        "AZURE_TENANT_ID",
        "t-1",
        "AZURE_CLIENT_ID",
        "c-1",
        "AZURE_FEDERATED_TOKEN_FILE",
        file.toString(),
        "AZURE_AUTHORITY_HOST",
        authority.base());
  }

  private static Throwable failure(Mono<?> mono) {
    return mono.<Throwable>map(value -> new AssertionError("succeeded: " + value))
        .onErrorResume(Mono::just)
        .block(WAIT);
  }
}
