// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.communication;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Wed, 18 Oct 2023 15:34:15 GMT",
        "Wednesday, 18-Oct-23 15:34:15 GMT",
        "Wed Oct 18 15:34:15 2023",
      })
  void readsTheThreeForms(String text) {
    assertThat(HttpDate.parse(text)).isEqualTo(Instant.parse("2023-10-18T15:34:15Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "now",
        "2023-10-18T15:34:15Z",
        "1697643255",
        "Thu, 18 Oct 2023 15:34:15 GMT",
        "Wed, 18 Oct 2023 15:34:15 CET",
        "Wed, 18 Oct 2023 25:34:15 GMT",
        "Wed, 32 Oct 2023 15:34:15 GMT",
        "Mi, 18 Okt 2023 15:34:15 GMT",
        "Wed, 18 Oct 2023 15:34:15 GMT\u0000",
      })
  void refusesOthers(String text) {
    assertThat(HttpDate.parse(text)).isNull();
  }
}
