// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.azure.core.credential.AzureKeyCredential;
import com.azure.core.exception.HttpResponseException;
import com.azure.mixedreality.authentication.MixedRealityStsClient;
import com.azure.mixedreality.authentication.MixedRealityStsClientBuilder;
import io.fleetauth.server.authority.mixedreality.MixedRealityAccount;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The unmodified Mixed Reality client of the Azure SDK asks the authority's STS. */
class AzureMixedRealityTest {

  private static InteropServers servers;
  private static MixedRealityAccount account;

  @BeforeAll
  static void start() throws Exception {
    servers = InteropServers.start();
    account = servers.services().mixedReality().get(0);
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  private static MixedRealityStsClientBuilder builder() {
    return new MixedRealityStsClientBuilder()
        .accountId(account.id().toString())
        .accountDomain("mixedreality.azure.com")
        .endpoint(servers.httpsBase(ServedBy.AUTHORITY))
        .httpClient(servers.azureClient());
  }

  private static MixedRealityStsClient withKey(String key) {
    return builder().credential(new AzureKeyCredential(key)).buildClient();
  }

  @Test
  void eitherKeyGetsATokenOfADay() {
    for (String key : account.keys().all()) {
      var token = withKey(key).getToken();

      assertThat(token.getToken()).startsWith("ey");
      assertThat(token.getExpiresAt())
          .isCloseTo(OffsetDateTime.now().plusDays(1), within(1, ChronoUnit.MINUTES));
    }
  }

  @Test
  void entraTokenForTheEndpointGetsAToken() {
    var answer =
        builder()
            .credential(servers.entra())
            .buildAsyncClient()
            .getTokenWithResponse()
            .block(PATIENCE);

    assertThat(answer.getStatusCode()).isEqualTo(200);
    assertThat(answer.getValue().getExpiresAt()).isAfter(OffsetDateTime.now().plusHours(23));
  }

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void wrongKeyIsA401ThatSaysWhy() {
    assertThatThrownBy(() -> withKey("d3Jvbmc=").getToken())
        .isInstanceOfSatisfying(
            HttpResponseException.class,
            e -> {
              assertThat(e.getResponse().getStatusCode()).isEqualTo(401);
              assertThat(e.getMessage())
                  .contains("The account id or the account key is wrong.")
                  .doesNotContain("d3Jvbmc=");
            });
  }

  @Test
  void throttlingIsWaitedOut() {
    servers.play(
        "{'endpoint':'mixed-reality','action':'STATUS','status':429,'retry_after':1,'times':1}");
    long start = System.nanoTime();

    assertThat(withKey(account.keys().primary()).getToken().getToken()).startsWith("ey");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));
  }
}
