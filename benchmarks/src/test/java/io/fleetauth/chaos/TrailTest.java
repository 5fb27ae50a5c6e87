// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrailTest {

  private final Trail trail = new Trail();
  private final FaultLog faults = new FaultLog();

  @Test
  void anAnswerIsLostWhenItDidNotComeOrWasNotDelivered() {
    trail.redeemed(1, 2, true);
    assertThat(trail.isAnswerLost(faults)).isFalse();

    trail.refreshed(3, 0, false);
    assertThat(trail.isAnswerLost(faults)).isTrue();

    trail.refreshed(3, 4, false);
    assertThat(trail.isAnswerLost(faults)).isTrue();

    trail.refreshed(5, 6, true);
    assertThat(trail.isAnswerLost(faults)).isFalse();
    assertThat(trail.isRedemptionLost(faults)).isFalse();
  }

  @Test
  void anAnswerIsLostWhenAFaultCameBeforeItCouldBeStored() {
    faults.begin(FaultKind.KILL, "kill");
    long at = faults.between(0, Long.MAX_VALUE).get(0).at();

    trail.refreshed(at - 100, at - 50, true);
    assertThat(trail.isAnswerLost(faults)).isTrue();

    trail.refreshed(at - 9_000, at - 8_000, true);
    assertThat(trail.isAnswerLost(faults)).isFalse();

    trail.refreshed(at + 100, at + 200, true); // the kill takes a moment
    assertThat(trail.isAnswerLost(faults)).isTrue();

    trail.refreshed(at + 1_001, at + 1_002, true);
    assertThat(trail.isAnswerLost(faults)).isFalse();
  }

  @Test
  void theTokenInUseAndTheOneBeforeStayKnown() {
    assertThat(trail.spent("one")).isEmpty();
    assertThat(trail.spent("one")).isEmpty();
    assertThat(trail.spent("two")).isEmpty();
    assertThat(trail.spent("three")).containsExactly("one");
  }
}
