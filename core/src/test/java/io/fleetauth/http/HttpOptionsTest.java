// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetauth.http.HttpOptions.Timeouts;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What a program may say about its requests, as it arrives. */
class HttpOptionsTest extends HttpFixture {

  @Test
  void namesTheApplicationBeforeItself() {
    ask(HttpOptions.DEFAULTS.withApplicationId("shop/1.4"));

    assertThat(stub.last().headers().get("user-agent"))
        .isEqualTo("shop/1.4 " + HttpOptions.DEFAULTS.userAgent())
        .contains(" fleetauth/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "1234567890123456789012345", "a\r\nb", "é"})
  void refusesAnApplicationIdThatServersWouldNotTake(String id) {
    assertThatThrownBy(() -> HttpOptions.DEFAULTS.withApplicationId(id))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("applicationId must be");
  }

  @Test
  void sendsMoreHeadersBelowTheOwnOnes() {
    ask(HttpOptions.DEFAULTS.withHeaders(Map.of("X-Tenant", "t", "Accept", "text/html")));

    assertThat(stub.last().headers().get("x-tenant")).isEqualTo("t");
    assertThat(stub.last().headers().getAll("accept")).containsExactly("application/json");
  }

  @Test
  void refusesHeadersThatCanNotBeSentWithoutRepeatingThem() {
    assertThatThrownBy(
            () -> HttpOptions.DEFAULTS.withHeaders(Map.of("X-Key", "header-s3cret\r\nx: y")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("headers: X-Key must be printable ASCII");
    assertThatThrownBy(() -> HttpOptions.DEFAULTS.withHeaders(Map.of("X Key", "v")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("headers: 'X Key' is no name of a header");
    assertThat(HttpOptions.DEFAULTS.withHeaders(Map.of("X-Key", "header-s3cret")).toString())
        .contains("X-Key")
        .doesNotContain("header-s3cret");
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 2", "4, 5"})
  void triesAgainAsOftenAsTold(int most, int requests) {
    stub.on("/thing", 503, "{}");
    var retries = new Retries(most, Duration.ofMillis(1), Duration.ofMillis(2));

    ServiceAnswer last = ask(HttpOptions.DEFAULTS.withRetries(retries));

    assertThat(last.status()).isEqualTo(503);
    assertThat(stub.asked()).hasSize(requests);
  }

  @Test
  void noRetriesAreNoneForMetadataEither() {
    var client =
        client(
            io.fleetauth.oauth.ClientRegistration.oidc(stub.base(), "c"),
            HttpOptions.DEFAULTS.withRetries(Retries.NONE));
    stub.on("/.well-known/openid-configuration", 503, "");

    failure(client.discovery().metadata());

    assertThat(stub.asked()).hasSize(1);
  }

  @Test
  void waitsForAnAnswerAsLongAsTold() {
    stub.on("/thing", (request, response) -> Mono.never());
    var brief = new Timeouts(Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofSeconds(10));
    HttpOptions options = HttpOptions.DEFAULTS.withTimeouts(brief).withRetries(Retries.NONE);

    assertThatThrownBy(() -> ask(options))
        .hasCauseInstanceOf(IOException.class)
        .hasMessageContaining("no answer from 127.0.0.1");
  }

  private ServiceAnswer ask(HttpOptions options) {
    var transport = HttpTransport.of(options, CLOCK, Schedulers.parallel());
    var request = ServiceRequest.of("thing", "GET", URI.create(stub.base() + "/thing"));
    try {
      return transport.service().send(request, RequestSigner.NONE).block(WAIT);
    } finally {
      transport.close().block(WAIT);
    }
  }
}
