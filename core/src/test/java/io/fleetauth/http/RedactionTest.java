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
          "s"                                       | 3 characters
          <p>s</p>                                  | 8 characters that are not JSON
          """)
  void showsListedMembersOnly(String body, String shown) {
    assertThat(Redaction.body(body, List.of())).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"error":{"code":"c","message":"no k3y","details":["k3y",{"a":["k3y"]}]}} | {"error":{"code":"c","message":"no [redacted]","details":["[redacted]",{"a":["[redacted]"]}]}}
          {"error":"k3y","scope":"eyJh.eyJh.s"}                                     | {"error":"[redacted]","scope":"[redacted]"}
          """)
  void showsNothingThatWasSent(String body, String shown) {
    assertThat(Redaction.body(body, List.of("k3y"))).isEqualTo(shown);
  }

  @Test
  void showsListedParametersOnly() {
    Form form = new Form(Map.of("assertion", "s")).with("grant_type", "x");

    assertThat(Redaction.form(form)).isEqualTo("assertion=[redacted]&grant_type=x");
    assertThat(form).hasToString("Form[assertion, grant_type]");
  }
}
