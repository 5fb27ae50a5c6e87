// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessKeyTest {

  private static final String KEY = "c2VjcmV0LWtleS0x";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "endpoint=https://a.example/;accesskey=c2VjcmV0LWtleS0x",
        "endpoint=https://a.example/;accesskey=c2VjcmV0LWtleS0x;",
        "accesskey=c2VjcmV0LWtleS0x;endpoint=https://a.example/",
        "ENDPOINT=https://a.example/;AccessKey=c2VjcmV0LWtleS0x",
        " endpoint = https://a.example/ ; accesskey = c2VjcmV0LWtleS0x ",
        "endpoint=https://a.example/;accesskey=c2VjcmV0LWtleS0x;region=europe",
      })
  void isRead(String text) {
    ConnectionString read = ConnectionString.parse(text);

    assertThat(read.endpoint()).isEqualTo(URI.create("https://a.example/"));
    assertThat(read.accessKey().sign("x")).isEqualTo(AccessKey.of(KEY).sign("x"));
    assertThat(read).hasToString("ConnectionString[https://a.example/]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                                  | connectionString must not be empty
          ' '                                                 | connectionString must not be empty
          ;                                                   | connectionString part 1 is empty
          ;endpoint=https://a.example;accesskey=SECRET        | connectionString part 1 is empty
          endpoint=https://a.example;;accesskey=SECRET        | connectionString part 2 is empty
          endpoint=https://a.example;SECRET                   | connectionString part 2 is not name=value
          SECRET                                              | connectionString part 1 is not name=value
          =https://a.example;accesskey=SECRET                 | connectionString part 1 has no name
          endpoint=;accesskey=SECRET                          | connectionString part 1 has no value
          endpoint=https://a.example;accesskey=               | connectionString part 2 has no value
          endpoint=https://a.example;accesskey=SECRET;ACCESSKEY=SECRET | connectionString part 3 repeats a name
          accesskey=SECRET                                    | connectionString has no endpoint
          endpoint=https://a.example                          | connectionString has no accesskey
          endpoint=https://a b;accesskey=SECRET               | connectionString endpoint is not a URL
          endpoint=https://a.example;accesskey=SECRET-        | accessKey is not base64
          endpoint=https://a.example;accesskey====            | accessKey is not base64
          """)
  void isRefusedWithoutTellingTheKey(String text, String message) {
    assertThatThrownBy(() -> ConnectionString.parse(text.replace("SECRET", KEY)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message)
        .hasNoCause();
  }

  @Test
  void nullIsNamed() {
    assertThatThrownBy(() -> ConnectionString.parse(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("connectionString");
  }

  @Test
  void keyIsReplacedWhileItIsUsedAndNeverShown() {
    AccessKey key = AccessKey.of(KEY);
    byte[] first = key.sign("text");
    String other = Base64.getEncoder().encodeToString("other".getBytes());

    key.rotate(other);

    assertThat(key.sign("text")).isEqualTo(AccessKey.of(other).sign("text")).isNotEqualTo(first);
    assertThatThrownBy(() -> key.rotate("")).hasMessage("accessKey must not be empty");
    assertThatThrownBy(() -> key.rotate("c2Vj*")).hasMessage("accessKey is not base64");
    assertThat(key.sign("text")).isEqualTo(AccessKey.of(other).sign("text"));
    assertThat(key).hasToString("AccessKey[redacted]");
  }

  @Test
  void manyThreadsSignAtOnce() {
    AccessKey shared = AccessKey.of(KEY);

    boolean right =
        IntStream.range(0, 4_000)
            .mapToObj(Integer::toString)
            .parallel()
            .allMatch(text -> Arrays.equals(shared.sign(text), AccessKey.of(KEY).sign(text)));

    assertThat(right).isTrue();
  }
}
