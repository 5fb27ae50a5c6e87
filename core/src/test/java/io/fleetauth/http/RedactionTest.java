// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"access_token":"s","interval":5}         | {"access_token":"[redacted]","interval":5}
          {"any_new_member":["s"],"scope":"a b"}    | {"any_new_member":"[redacted]","scope":"a b"}
          {"identity":{"id":"s","kid":"k"}}         | {"identity":{"id":"[redacted]","kid":"k"}}
          [{"code":"s"},{"error":"e"}]              | [{"code":"[redacted]"},{"error":"e"}]
          {"message":"enter s","user_code":"s"}     | {"message":"[redacted]","user_code":"[redacted]"}
          {"error":{"code":"c","message":"m","x":"s","innererror":{"code":"i","y":1}}} | \
          {"error":{"code":"c","message":"m","x":"[redacted]","innererror":{"code":"i","y":"[redacted]"}}}
          {"scope":["a eyJ0.eyJz.sig"],"code":"s"}   | {"scope":["a [redacted]"],"code":"[redacted]"}
          {"error":"sent-by-us","interval":5}       | {"error":"[redacted]","interval":5}
          "s"                                       | 3 characters
          <p>s</p>                                  | 8 characters that are not JSON
          """)
  void showsListedMembersOnly(String body, String shown) {
    assertThat(JsonRedaction.body(body, List.of("sent-by-us"))).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "api-version=1&sig=s%2Bs,api-version=1&sig=[redacted]",
    "flag,flag=[redacted]",
    "scope=a&resource=sent-by-us,scope=a&resource=[redacted]"
  })
  void showsListedQueryParametersOnly(String query, String shown) {
    assertThat(Redaction.query(query, List.of("sent-by-us"))).isEqualTo(shown);
  }

  @Test
  void knowsTheSecretsOfAQueryInBothSpellings() {
    assertThat(
            Redaction.hiddenInQuery(
                "api-version=2020-01-01&sig=long%2Bsecret&x=short&lone=%zz-12345"))
        .containsExactly("long%2Bsecret", "long+secret", "%zz-12345", "%zz-12345");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"error":{"code":"c","message":"no k3y","details":["k3y",{"a":["k3y"]}]}} | {"error":{"code":"c","message":"no [redacted]","details":"[redacted]"}}
          {"error":"k3y","scope":"eyJh.eyJh.s"}                                     | {"error":"[redacted]","scope":"[redacted]"}
          """)
  void showsNothingThatWasSent(String body, String shown) {
    assertThat(JsonRedaction.body(body, List.of("k3y"))).isEqualTo(shown);
  }

  @Test
  void showsListedParametersOnly() {
    Form form = new Form(Map.of("assertion", "s")).with("grant_type", "x");

    assertThat(Redaction.form(form)).isEqualTo("assertion=[redacted]&grant_type=x");
    assertThat(form).hasToString("Form[assertion, grant_type]");
  }
}
