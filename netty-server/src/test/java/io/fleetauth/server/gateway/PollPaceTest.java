// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PollPaceTest {

  static final Instant START = Instant.EPOCH;

  @Test
  void firstPollIsNeverTooEarly() {
    assertThat(PollPace.of(Duration.ofSeconds(5)).isTooEarly(START)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "5, 0, true",
    "5, 3999, true",
    "5, 4000, false", // a second of tolerance
    "5, 5000, false",
    "1, 799, true",
    "1, 800, false", // a fifth of a short interval
    "30, 28999, true",
    "30, 29000, false"
  })
  void laterPollsKeepTheIntervalWithTolerance(int interval, long afterMillis, boolean tooEarly) {
    PollPace pace = PollPace.of(Duration.ofSeconds(interval)).polled(START);

    assertThat(pace.isTooEarly(START.plusMillis(afterMillis))).isEqualTo(tooEarly);
  }

  @Test
  void slowDownAddsFiveSecondsForGood() {
    PollPace slowed = PollPace.of(Duration.ofSeconds(5)).polled(START).slowed(START.plusSeconds(1));

    assertThat(slowed.interval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(slowed.isTooEarly(START.plusSeconds(9))).isTrue();
    assertThat(slowed.isTooEarly(START.plusSeconds(11))).isFalse();
    assertThat(slowed.polled(START.plusSeconds(11)).interval()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void slowDownIsBoundedSoThatNobodyIsLockedOut() {
    PollPace pace = PollPace.of(Duration.ofSeconds(5));
    for (int i = 0; i < 100; i++) {
      pace = pace.slowed(START);
    }
    assertThat(pace.interval()).isEqualTo(Duration.ofMinutes(1));
  }
}
