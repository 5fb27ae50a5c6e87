// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.chaos.Plan.Step;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {

  private static final List<FaultKind> POSSIBLE = List.of(FaultKind.KILL, FaultKind.RESET);

  private static List<Step> steps(long seed) {
    return Plans.of(seed, 5, 200, Duration.ZERO).steps(POSSIBLE);
  }

  @Test
  void theSameSeedGivesTheSameFaults() {
    assertThat(steps(7)).isEqualTo(steps(7)).isNotEqualTo(steps(8)).hasSize(205);
  }

  @Test
  void mixedFaultsAreOfAllKindsThatArePossible() {
    assertThat(steps(7)).extracting(Step::kind).contains(FaultKind.RESET).isSubsetOf(POSSIBLE);
    assertThat(steps(7)).filteredOn(step -> step.kind() == FaultKind.KILL).hasSizeBetween(100, 200);
  }

  @Test
  void devicesReadAboutAsOftenAsPlannedAndNeverLaterThanTheLongestWait() {
    Plan plan = Plans.of(1, 1, 1, Duration.ZERO); // reads each second

    assertThat(plan.untilRead(0)).isEqualTo(Duration.ofMillis(500));
    assertThat(plan.untilRead(0.5)).isEqualTo(Duration.ofSeconds(1));
    assertThat(plan.longestUntilRead()).isEqualTo(Duration.ofMillis(1_500));
  }

  @Test
  void onlyAGraceThatOutlastsARestartForgives() {
    assertThat(Plans.of(1, 1, 1, Duration.ofSeconds(30)).isForgiving()).isTrue();
    assertThat(Plans.of(1, 1, 1, Duration.ofSeconds(1)).isForgiving()).isFalse();
  }
}
