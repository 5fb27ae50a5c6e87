// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulesTest {

  private static final Duration WARM_UP = Duration.ofSeconds(2);
  private static final Duration DURATION = Duration.ofSeconds(10);
  private static final long SECOND = 1_000_000_000;

  @Test
  void aSteadyRateHasEqualDistances() {
    List<Long> moments = all(RateSchedule.even(Rate.of("10/s"), WARM_UP, DURATION));

    assertThat(moments).hasSize(120).startsWith(0L, SECOND / 10, 2 * SECOND / 10).isSorted();
    assertThat(moments.get(119)).isCloseTo(119 * SECOND / 10, within(10L));
  }

  @ParameterizedTest
  @CsvSource({"0..20/s,100", "20..0/s,100", "10..30/s,200"})
  void aChangingRateGivesAsManyAsTheMeanRate(String rate, int measured) {
    List<Long> moments = all(RateSchedule.even(Rate.of(rate), WARM_UP, DURATION));

    assertThat(moments).isSorted();
    assertThat(moments.stream().filter(moment -> moment >= 2 * SECOND).count())
        .isBetween(measured - 1L, measured + 1L);
  }

  @Test
  void halfOfARampFromNothingBringsAQuarter() {
    List<Long> moments = all(RateSchedule.even(Rate.of("0..20/s"), Duration.ZERO, DURATION));

    assertThat(moments.stream().filter(moment -> moment < 5 * SECOND).count()).isBetween(24L, 26L);
  }

  @Test
  void poissonArrivalsKeepTheRateAndVary() {
    var random = new SplittableRandom(7);
    List<Long> moments =
        all(RateSchedule.poisson(Rate.of("500/s"), WARM_UP, DURATION, random::nextDouble));

    assertThat(moments).isSorted();
    assertThat(moments.size()).isBetween(5_750, 6_250);
    long short0 = 0;
    for (int i = 1; i < moments.size(); i++) {
      short0 += moments.get(i) - moments.get(i - 1) < SECOND / 500 ? 1 : 0;
    }
    // of exponentially distributed distances 63 % are below the mean
    assertThat((double) short0 / moments.size()).isCloseTo(0.632, within(0.03));
  }

  @Test
  void theSameSeedGivesTheSameArrivals() {
    Rate rate = Rate.of("50/s");

    assertThat(
            all(RateSchedule.poisson(rate, WARM_UP, DURATION, new SplittableRandom(3)::nextDouble)))
        .isEqualTo(
            all(
                RateSchedule.poisson(
                    rate, WARM_UP, DURATION, new SplittableRandom(3)::nextDouble)));
  }

  @Test
  void aHerdComesAtOnceAndAgain() {
    var schedule = new HerdSchedule(3, WARM_UP, Duration.ofSeconds(5), Duration.ofSeconds(12));

    assertThat(all(schedule))
        .containsExactly(2 * SECOND, 2 * SECOND, 2 * SECOND, 7 * SECOND, 7 * SECOND, 7 * SECOND);
  }

  @Test
  void aHerdMayComeOnce() {
    assertThat(all(new HerdSchedule(2, WARM_UP, Duration.ZERO, DURATION)))
        .containsExactly(2 * SECOND, 2 * SECOND);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "5/h", "-1/s", "1../s", "0/s", "1..2..3/s", "0..0/s"})
  void whatIsNoRateIsRefused(String text) {
    assertThatThrownBy(() -> Rate.of(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"500/s,500/s", "30/m,0.5/s", "100..500/s,100..500/s", "2.5/s,2.5/s"})
  void aRateIsRead(String text, String shown) {
    assertThat(Rate.of(text)).hasToString(shown);
  }

  private static List<Long> all(Schedule schedule) {
    var moments = new ArrayList<Long>();
    for (long next = schedule.next(); next != Schedule.END; next = schedule.next()) {
      moments.add(next);
    }
    return moments;
  }
}
