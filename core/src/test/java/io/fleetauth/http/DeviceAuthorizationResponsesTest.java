// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetauth.oauth.DeviceAuthorization;
import io.fleetauth.oauth.MalformedResponseException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceAuthorizationResponsesTest {

  private static final String GOOD =
      """
      "device_code":"dc","user_code":"UC","verification_uri":"https://as.example/device",
      "expires_in":900""";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          5          | PT5S
          "5"        | PT5S
          "7"        | PT7S
          2.2        | PT3S
          0.001      | PT1S
          60         | PT1M
          61         | PT1M
          1000000000 | PT1M
          1e300      | PT1M
          99999999999999999999999 | PT1M
          0          | PT5S
          -1         | PT5S
          -1e300     | PT5S
          1e999      | PT5S
          null       | PT5S
          "fast"     | PT5S
          "NaN"      | PT5S
          true       | PT5S
          {}         | PT5S
          """)
  void makesNoBusyLoopNorNeverPollOfAnyInterval(String interval, Duration wait) {
    assertThat(read(GOOD + ",\"interval\":" + interval).interval()).isEqualTo(wait);
  }

  @Test
  void waitsFiveSecondsWhenTheIntervalIsMissing() {
    assertThat(read(GOOD).interval()).isEqualTo(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          device_code      | null        | is missing
          device_code      | ""          | is not a string or empty
          device_code      | 7           | is not a string or empty
          device_code      | "a\\nb"     | has characters that it may not have
          user_code        | null        | is missing
          user_code        | "\\u001b[2J"| has characters that it may not have
          verification_uri | null        | is missing
          verification_uri | "no url"    | is not a URL
          verification_uri | "/device"   | is not an absolute http(s) URL
          verification_uri | "javascript:alert(1)" | is not an absolute http(s) URL
          expires_in       | null        | is not a positive number
          expires_in       | 0           | is not a positive number
          expires_in       | -900        | is not a positive number
          expires_in       | "soon"      | is not a positive number
          """)
  void namesTheMemberThatIsBad(String name, String value, String problem) {
    assertThatThrownBy(() -> read(GOOD + ",\"" + name + "\":" + value))
        .isInstanceOf(MalformedResponseException.class)
        .hasMessage("device answer of as.example:443 (HTTP 200): " + name + " " + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "900"  | PT15M
          0.5    | PT1S
          1e99   | PT24H
          """)
  void capsTheLifeOfTheCodes(String expiresIn, Duration life) {
    assertThat(read(GOOD + ",\"expires_in\":" + expiresIn).expiresIn()).isEqualTo(life);
  }

  @Test
  void takesGooglesNameOfTheAddress() {
    String google = GOOD.replace("verification_uri", "verification_url");

    assertThat(read(google).verificationUri()).hasToString("https://as.example/device");
  }

  @Test
  void doesWithoutABadCompleteAddressAndCleansTheMessage() {
    DeviceAuthorization codes =
        read(GOOD + ",\"verification_uri_complete\":\"x:y\",\"message\":\"Open\\u001b[2J it\"");

    assertThat(codes.verificationUriComplete()).isNull();
    assertThat(codes.message()).isEqualTo("Open [2J it");
  }

  private static DeviceAuthorization read(String members) {
    HttpCall call = HttpCall.get("device answer", URI.create("https://as.example/device"));
    String body = "{" + members + "}";
    return DeviceAuthorizationResponses.read(new HttpAnswer(call, 200, Map.of(), body));
  }
}
