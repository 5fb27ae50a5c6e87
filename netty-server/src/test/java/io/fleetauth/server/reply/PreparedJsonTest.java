// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.reply;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.http.server.HttpServer;

class PreparedJsonTest {

  final PreparedJson json =
      new PreparedJson("first", Map.of("text", "héllo \"x\""), "other", "number");

  @ParameterizedTest
  @ValueSource(longs = {0, 7, 3599, 1_000_000_000, 9_999_999_999L})
  void textAndNumbersAreThoseOfThisAnswer(long number) throws Exception {
    var answer = answer(new AtomicLong(number));

    assertThat(Json.object(answer.body().getBytes(UTF_8)))
        .containsEntry("first", "a.b-c_d~e+f/g=")
        .containsEntry("text", "héllo \"x\"")
        .satisfies(body -> assertThat(((Number) body.get("other")).longValue()).isEqualTo(42))
        .satisfies(body -> assertThat(((Number) body.get("number")).longValue()).isEqualTo(number));
    assertThat(answer.headers().firstValue("cache-control")).hasValue("no-store");
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(answer.headers().firstValueAsLong("content-length"))
        .hasValue(answer.body().getBytes(UTF_8).length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\"b", "a\\b", "a\nb", "é", "\u007f", "\u20ac"})
  void textThatJsonWouldHaveToEscapeIsNotPlain(String text) {
    assertThat(PreparedJson.isPlain(text)).isFalse();
  }

  private HttpResponse<String> answer(AtomicLong number) throws Exception {
    var server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .handle((request, response) -> json.write("a.b-c_d~e+f/g=", 42, number.get(), response))
            .bindNow();
    try {
      var uri = URI.create("http://127.0.0.1:" + server.port() + "/");
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    } finally {
      server.disposeNow();
    }
  }
}
