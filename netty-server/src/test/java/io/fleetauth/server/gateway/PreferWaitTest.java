// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreferWaitTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "- | 0",
        "wait=10 | 10",
        "respond-async, wait=7 | 7",
        "Wait = \"5\" | 5",
        "wait=0 | 0",
        "wait=99999 | 30",
        "wait=-1 | 0",
        "wait=abc | 0",
        "await=9 | 0",
        "wait=99999999999999999999 | 30"
      })
  void readsThePreferenceAndCapsIt(String header, long seconds) {
    assertThat(PreferWait.of(header, Duration.ofSeconds(30)))
        .isEqualTo(Duration.ofSeconds(seconds));
  }
}
