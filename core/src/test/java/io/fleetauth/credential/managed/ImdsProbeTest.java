// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.managed;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.credential.CredentialUnavailableException;
import io.fleetauth.http.HttpOptions;
import io.fleetauth.http.HttpTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.scheduler.Schedulers;

/** Looking for IMDS, and that nothing of it goes through a proxy. */
class ImdsProbeTest extends ManagedFixture {

  @ParameterizedTest
  @CsvSource({"400", "404", "500", "429", "200"})
  void takesAnyAnswerForPresence(int status) {
    platform.once(status, "{}").always(200, TOKEN);
    var credential = on(imds()).probe(true).build();

    assertThat(credential.token(VAULT).block(WAIT)).isNotNull();
    assertThat(credential.token(CredentialRequest.of("https://b/.default")).block(WAIT))
        .isNotNull();

    assertThat(platform.asked()).hasSize(3); // looked for it once
    assertThat(platform.asked().get(0).header("Metadata")).isNull();
    assertThat(platform.asked().get(0).query()).isNull();
    assertThat(platform.asked().get(1).header("Metadata")).isEqualTo("true");
  }

  @Test
  void takesAnUnreachableNetworkForAbsence() {
    platform.always(403, "connecting to 169.254.169.254:80: network is unreachable");

    assertThat(failure(on(imds()).probe(true).build().token(VAULT)))
        .isInstanceOf(CredentialUnavailableException.class)
        .hasMessageContaining("there is no IMDS here");
    assertThat(platform.asked()).hasSize(1);
  }

  /** The socket accepts and says nothing, like a firewall that drops everything. */
  @Test
  void takesASecondOfSilenceForAbsence() throws Exception {
    try (var silent = new ServerSocket()) {
      silent.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      String host = "http://127.0.0.1:" + silent.getLocalPort();
      long start = System.nanoTime();

      Throwable failure =
          failure(
              on(Map.of("AZURE_POD_IDENTITY_AUTHORITY_HOST", host))
                  .probe(true)
                  .build()
                  .token(VAULT));

      assertThat(failure).isInstanceOf(CredentialUnavailableException.class);
      assertThat(System.nanoTime() - start).isBetween(900_000_000L, 10_000_000_000L);
    }
  }

  @Test
  void doesNotLookForItWhenAVariableNamesAnotherSource() {
    platform.always(200, TOKEN);

    on(appService()).probe(true).build().token(VAULT).block(WAIT);

    assertThat(platform.asked()).hasSize(1);
  }

  @Test
  void goesPastTheProxy() {
    platform.always(200, TOKEN);
    var proxy = new InetSocketAddress("127.0.0.1", 1); // nobody there
    var proxied =
        HttpTransport.of(
            HttpOptions.DEFAULTS.withProxy(proxy),
            Clock.fixed(NOW, ZoneOffset.UTC),
            Schedulers.parallel());
    var credential =
        ManagedIdentityCredential.builder(proxied)
            .environment(new io.fleetauth.credential.Environment(imds()))
            .arc(disk.resolve("himds"), disk)
            .build();

    assertThat(credential.token(VAULT).block(WAIT)).isNotNull();
    proxied.close().block(WAIT);
  }
}
