// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  private final StringWriter out = new StringWriter();

  @Test
  void showsTheSecondAsMultipleOfTheFirst() {
    comparison(ResultsOf.refreshes(1, 0), ResultsOf.refreshes(2, 0))
        .print(new PrintWriter(out, true));

    assertThat(out.toString()).containsPattern("p99 ms +99[.]\\d\\d +198[.]\\d\\d +2[.]00");
  }

  @Test
  void isWorseWhenItTakesLonger() {
    assertThat(isWorse(ResultsOf.refreshes(1, 0), ResultsOf.refreshes(1.2, 0))).isTrue();
    assertThat(out.toString()).contains("Worse: refresh p99 118");
  }

  @Test
  void isWorseWhenMoreFails() {
    assertThat(isWorse(ResultsOf.refreshes(1, 0), ResultsOf.refreshes(1, 20))).isTrue();
    assertThat(out.toString()).contains("refresh failed 16.7 % more");
  }

  @Test
  void isNotWorseWithinWhatIsAllowed() {
    assertThat(isWorse(ResultsOf.refreshes(1, 0), ResultsOf.refreshes(1.05, 5))).isFalse();
    assertThat(isWorse(ResultsOf.refreshes(2, 0), ResultsOf.refreshes(1, 0))).isFalse();
  }

  private boolean isWorse(LoadResult before, LoadResult after) {
    return comparison(before, after).isWorse(10, new PrintWriter(out, true));
  }

  private static Comparison comparison(LoadResult before, LoadResult after) {
    return new Comparison(before, after);
  }
}
