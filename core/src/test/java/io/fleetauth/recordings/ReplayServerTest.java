// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.recordings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetauth.http.HttpTransport;
import io.fleetauth.http.RequestSigner;
import io.fleetauth.http.Retries;
import io.fleetauth.http.ServiceAnswer;
import io.fleetauth.http.ServiceRequest;
import io.fleetauth.recordings.Recorded.Answer;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.scheduler.Schedulers;

class ReplayServerTest {

  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final URI ADDRESS = URI.create("https://endpoint/a/sanitized?v=1&w=x%20y");

  private final ReplayServer server = new ReplayServer();
  private final HttpTransport transport =
      HttpTransport.of(server.options(), Clock.systemUTC(), Schedulers.parallel());

  @AfterEach
  void close() {
    transport.close().block(WAIT);
    server.close();
  }

  @Test
  void answersUnderTheRealName() {
    server.play(List.of(recorded("{\"a\":\"Sanitized\",\"b\":[1,\"x\"]}")));
    var request =
        ServiceRequest.of("thing", "POST", URI.create("https://endpoint/a/8%3Ab?w=x%20y&v=1"))
            .json(Map.of("b", List.of(1, "x"), "a", "any"));

    ServiceAnswer answer = send(request);

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.header("ms-cv")).isEqualTo("cv");
    assertThat(answer.json().required("token")).isEqualTo("t");
    SameRequest.of(recorded("{\"a\":\"Sanitized\",\"b\":[1,\"x\"]}"), server.sent().get(0))
        .headers("accept", "content-type", "x-not-there")
        .json();
    assertThat(send(request).status()).isEqualTo(418);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PUT  | /a/b?v=1&w=x+y        | {"a":1}         | method
          POST | /a/b/?v=1&w=x+y       | {"a":1}         | path
          POST | /x/b?v=1&w=x+y        | {"a":1}         | path
          POST | /a/b?v=2&w=x+y        | {"a":1}         | query
          POST | /a/b?v=1              | {"a":1}         | query
          POST | /a/b?v=1&w=x+y        | {"a":2}         | $.a
          POST | /a/b?v=1&w=x+y        | {"a":"1"}       | $.a
          POST | /a/b?v=1&w=x+y        | {"a":1,"b":2}   | body
          POST | /a/b?v=1&w=x+y        | {}              | body
          """)
  void tellsRequestsApart(String method, String target, String body, String what) {
    Map<String, String> headers = Map.of("host", "endpoint", "accept", "application/json");
    var sent = new Sent(method, target, headers, body);

    assertThatThrownBy(() -> SameRequest.of(recorded("{\"a\":1}"), sent).headers("accept").json())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(what);
  }

  @Test
  void tellsHostsHeadersAndFormsApart() {
    Map<String, String> headers = Map.of("host", "endpoint", "accept", "text/html");
    var sent = new Sent("POST", "/a/b?v=1&w=x+y", headers, "b=2&a=1&more=3");
    SameRequest same = SameRequest.of(recorded("a=1&b=Sanitized&left=4"), sent);

    same.form("left"::equals, Set.of("more"));
    assertThatThrownBy(() -> same.form("left"::equals, Set.of()))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> same.form("none"::equals, Set.of("more")))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> same.headers("accept")).isInstanceOf(AssertionError.class);
    var elsewhere = new Sent("POST", "/a/b?v=1&w=x+y", Map.of("host", "other"), "");
    assertThatThrownBy(() -> SameRequest.of(recorded(""), elsewhere))
        .isInstanceOf(AssertionError.class);
  }

  private ServiceAnswer send(ServiceRequest request) {
    return transport.service(Retries.NONE).send(request, RequestSigner.NONE).block(WAIT);
  }

  private static Recorded recorded(String body) {
    Map<String, String> headers =
        Map.of("accept", "application/json", "content-type", "application/json; charset=utf-8");
    var answer = new Answer(201, Map.of("ms-cv", List.of("cv")), "{\"token\":\"t\"}");
    return new Recorded("POST", ADDRESS, headers, body, answer);
  }
}
