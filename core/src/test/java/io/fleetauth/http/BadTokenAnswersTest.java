// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.oauth.UnavailableException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadTokenAnswersTest extends HttpFixture {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          200 |                                                | is empty
          204 |                                                | is empty
          200 | <html>s3cret</html>                            | is not JSON
          200 | {"access_token":"s3cret"                       | is not JSON
          200 | {"access_token":"s3cret"} s3cret               | is not JSON
          200 | s3cret                                         | is not JSON
          200 | ["s3cret"]                                     | is not a JSON object
          200 | "s3cret"                                       | is not a JSON object
          200 | {}                                             | : access_token is missing
          200 | {"access_token":null}                          | : access_token is missing
          200 | {"access_token":" "}                           | : access_token is not a string or empty
          200 | {"access_token":["s3cret"]}                    | : access_token is not a string or empty
          200 | {"access_token":53}                            | : access_token is not a string or empty
          200 | {"access_token":"s3cret\\r\\nX: y"}            | : access_token has characters that it may not have
          200 | {"error":{"code":"s3cret"}}                    | : access_token is missing
          301 | {"access_token":"s3cret"}                      | is a redirect, which is not followed
          302 | {"error":"invalid_grant"}                      | is a redirect, which is not followed
          307 | <html>s3cret</html>                            | is a redirect, which is not followed
          400 | <html>s3cret</html>                            | is not JSON
          400 |                                                | is not JSON
          401 | {"error":{"code":"s3cret"}}                    | names no OAuth error
          403 | {"error":"has space"}                          | names no OAuth error
          404 | {"message":"s3cret"}                           | names no OAuth error
          """)
  void isMalformed(int status, String body, String problem) {
    stub.on("/token", status, body == null ? "" : body, "Location", stub.base() + "/elsewhere");

    Throwable failure = failure(client().tokens().exchange(POLL));

    assertThat(failure).isInstanceOf(MalformedResponseException.class).hasNoCause();
    String colon = problem.startsWith(":") ? "" : " ";
    assertThat(failure).hasMessage(answer(status) + colon + problem);
    assertThat(failure.getMessage()).doesNotContain("s3cret", DEVICE_CODE);
    assertThat(stub.asked()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          400 | {"error":"authorization_pending"}              | authorization_pending
          200 | {"error":"authorization_pending"}              | authorization_pending
          428 | {"error":"authorization_pending"}              | authorization_pending
          429 | {"error":"slow_down"}                          | slow_down
          403 | {"error":"slow_down"}                          | slow_down
          400 | {"error":"invalid_grant","error_description":7}| invalid_grant
          401 | {"error":"invalid_client"}                     | invalid_client
          400 | {"error":"some_new_code"}                      | some_new_code
          400 | {"error":"authorization_declined"}             | authorization_declined
          """)
  void isARefusal(int status, String body, String code) {
    stub.on("/token", status, body);

    Throwable failure = failure(client().tokens().exchange(POLL));

    assertThat(failure).isInstanceOf(OAuthException.class);
    assertThat(((OAuthException) failure).code().value()).isEqualTo(code);
    assertThat(stub.asked()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      textBlock =
          """
          429 | {"error":"invalid_grant"}           | 7                             | PT7S
          503 | <html>s3cret</html>                 | none                          | none
          500 | {"error":"server_error"}            | soon                          | none
          502 | ''                                  | 999999                        | PT1H
          503 | {}                                  | Sun, 22 Nov 2026 10:00:30 GMT | PT30S
          400 | {"error":"temporarily_unavailable"} | 3                             | PT3S
          400 | {"error":"server_error"}            | none                          | none
          408 | ''                                  | none                          | none
          """)
  void isUnavailable(int status, String body, String header, Duration retryAfter) {
    String[] headers =
        header == null ? new String[] {"X-Ms-Request-Id", "id-7"} : retryHeaders(header);
    stub.on("/token", status, body, headers);

    Throwable failure = failure(client().tokens().exchange(REFRESH));

    assertThat(failure).isInstanceOf(UnavailableException.class);
    assertThat(((UnavailableException) failure).status()).isEqualTo(status);
    assertThat(((UnavailableException) failure).retryAfter()).isEqualTo(retryAfter);
    assertThat(failure.getMessage())
        .startsWith(answer(status).replace(")", ", correlation id-7) says try later"))
        .doesNotContain("s3cret");
    assertThat(stub.count("/token")).as("a refresh token is sent once").isEqualTo(1);
  }

  @Test
  void takesJsonUnderAnyContentType() {
    stub.on("/token", 200, TOKENS, "Content-Type", "text/html");

    assertThat(client().tokens().exchange(POLL).block(WAIT)).isNotNull();
  }

  @Test
  void refusesAnOversizeBody() {
    stub.on("/token", 200, "{\"access_token\":\"" + "x".repeat(1 << 20) + "\"}");

    assertThat(failure(client().tokens().exchange(POLL)))
        .isInstanceOf(MalformedResponseException.class)
        .hasMessage(answer(200).replace(" (HTTP 200)", "") + " is longer than 1048576 bytes");
    assertThat(stub.asked()).hasSize(1);
  }

  private String answer(int status) {
    return "token response of 127.0.0.1:" + stub.port() + " (HTTP " + status + ")";
  }

  private static String[] retryHeaders(String value) {
    return new String[] {"Retry-After", value, "X-Ms-Request-Id", "id-7"};
  }
}
