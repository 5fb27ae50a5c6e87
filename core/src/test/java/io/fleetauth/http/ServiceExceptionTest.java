// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceExceptionTest {

  private static final String LABEL = "identity of as.example:443 (HTTP 400, correlation cv.0)";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      textBlock =
          """
          {"error":{"code":"Denied","message":"No.","target":"x.y"}} | Denied | No. | x.y | : Denied: No. (target x.y)
          {"error":{"code":"Denied","message":"No."}}                | Denied | No. | none| : Denied: No.
          {"error":{"code":"Denied"}}                                | Denied | none| none| : Denied
          {"error":{"message":"No."}}                                | none   | No. | none| : No.
          {"error":{"code":7,"message":["s"],"target":{}}}           | none   | none| none| ''
          {"error":{"code":"has space","message":"key s3cret-key-1"}}| none   | key [redacted] | none | : key [redacted]
          {"error":"invalid_request","error_description":"Gone"}     | invalid_request | Gone | none | : invalid_request: Gone
          {"message":"Busy"}                                         | none   | Busy | none | : Busy
          {}                                                         | none   | none | none | ''
          []                                                         | none   | none | none | ''
          <html>s3cret-key-1                                         | none   | none | none | ''
          ''                                                         | none   | none | none | ''
          """)
  void tellsWhatTheServiceSaid(
      String body, String code, String words, String target, String suffix) {
    ServiceException failure = ServiceException.of(answer(body, Map.of("ms-cv", "cv.0")));

    assertThat(failure).hasMessage(LABEL + suffix).hasNoCause();
    assertThat(failure.status()).isEqualTo(400);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.serviceMessage()).isEqualTo(words);
    assertThat(failure.target()).isEqualTo(target);
    assertThat(failure.correlationId()).isEqualTo("cv.0");
    assertThat(failure.requestId()).isNull();
    assertThat(failure.retryAfter()).isNull();
  }

  @Test
  void tellsTheErrorsWithinTheError() {
    var body =
        """
        {"error":{"code":"ValidationError","message":"Bad.","details":[
           {"code":"TooShort","message":"key s3cret-key-1","target":"scopes"},
           {"code":"Old","details":[{"code":"Inner","message":"Deep."}]},
           {}, "no object"],
         "innererror":{"code":"Exact","innererror":{"message":"Most exact."}}}}
        """;

    ServiceException failure = ServiceException.of(answer(body, Map.of()));

    assertThat(failure.details()).extracting(ServiceError::code).containsExactly("TooShort", "Old");
    assertThat(failure.details().get(0).message()).isEqualTo("key [redacted]");
    assertThat(failure.details().get(0).target()).isEqualTo("scopes");
    assertThat(failure.details().get(1).details().get(0).message()).isEqualTo("Deep.");
    assertThat(failure.innerError().code()).isEqualTo("Exact");
    assertThat(failure.innerError().inner().message()).isEqualTo("Most exact.");
    assertThat(failure).hasMessage("identity of as.example:443 (HTTP 400): ValidationError: Bad.");
  }

  @Test
  void errorsWithoutEndAreCutOff() {
    var body =
        "{\"error\":" + "{\"code\":\"A\",\"innererror\":".repeat(200) + "{}" + "}".repeat(201);

    ServiceError error = ServiceException.of(answer(body, Map.of())).innerError();
    int depth = 1;
    while (error.inner() != null) {
      error = error.inner();
      depth++;
    }

    assertThat(depth).isEqualTo(5);
    assertThat(ServiceException.of(answer("{}", Map.of())).details()).isEmpty();
    assertThat(ServiceException.of(answer("{}", Map.of())).innerError()).isNull();
  }

  @Test
  void tellsIdsAndTheWait() {
    var headers = Map.of("x-ms-client-request-id", "id-1", "ms-cv", "c.0", "retry-after-ms", "250");

    ServiceException failure = ServiceException.of(answer("", headers));

    assertThat(failure).hasMessageEndingWith("correlation c.0) (request id-1)");
    assertThat(failure.requestId()).isEqualTo("id-1");
    assertThat(failure.correlationId()).isEqualTo("c.0");
    assertThat(failure.retryAfter()).isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void readsTheChallengeWhenThereIsNoBody() {
    var headers =
        Map.of("www-authenticate", "Bearer error=\"invalid_token\", key=\"s3cret-key-1\"");

    assertThat(ServiceException.of(answer("", headers)).serviceMessage())
        .isEqualTo("Bearer error=\"invalid_token\", key=\"[redacted]\"");
  }

  @Test
  void believesNoIdThatIsNone() {
    ServiceException failure = ServiceException.of(answer("", Map.of("ms-cv", "c\r\nX: y")));

    assertThat(failure.correlationId()).isNull();
    assertThat(failure).hasMessage("identity of as.example:443 (HTTP 400)");
  }

  private static ServiceAnswer answer(String body, Map<String, String> headers) {
    var call =
        ServiceRequest.of("identity", "POST", URI.create("https://as.example/identities"))
            .call(Map.of("authorization", "Bearer s3cret-key-1"));
    return new ServiceAnswer(
        new HttpAnswer(call, 400, headers, body), Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
  }
}
