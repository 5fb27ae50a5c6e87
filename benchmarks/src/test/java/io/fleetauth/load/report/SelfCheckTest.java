// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SelfCheckTest {

  private static final Percentiles QUICK = new Percentiles(0, 0.1, 0.1, 0.2, 0.5, 1, 2);
  private static final Percentiles SLOW = new Percentiles(0, 5, 3, 9, 25, 40, 80);

  @Test
  void aHarnessThatKeptUpSaysSo() {
    SelfCheck check = check(QUICK, QUICK, 0.4, 1.2, Map.of());

    assertThat(check.keptUp()).isTrue();
    assertThat(check.verdict()).contains("the figures are the server's");
    assertThat(check.notes()).isEmpty();
  }

  @Test
  void lateArrivalsMakeTheHarnessTheLimit() {
    assertThat(check(SLOW, QUICK, 0.4, 1.2, Map.of()).verdict())
        .startsWith("The harness, not the server, was the limit")
        .contains("started late: p99 25.0 ms");
  }

  @Test
  void waitingForConnectionsMakesTheHarnessTheLimit() {
    assertThat(check(QUICK, SLOW, 0.4, 1.2, Map.of()).limits())
        .singleElement()
        .asString()
        .contains("--connections");
  }

  @Test
  void aFullProcessorMakesTheHarnessTheLimit() {
    assertThat(check(QUICK, QUICK, 1.8, 1.9, Map.of()).limits())
        .singleElement()
        .asString()
        .contains("1.8 of 2 cores");
  }

  @Test
  void dropsMakeTheHarnessTheLimit() {
    assertThat(check(QUICK, QUICK, 0.4, 1.2, Map.of("4 were under way", 17L)).verdict())
        .contains("17 arrivals were dropped: 4 were under way");
  }

  @Test
  void aSharedMachineThatIsFullIsToldBesides() {
    SelfCheck check = check(QUICK, QUICK, 0.9, 1.99, Map.of());

    assertThat(check.keptUp()).isTrue();
    assertThat(check.notes()).singleElement().asString().contains("shared all 2 cores");
  }

  private static SelfCheck check(
      Percentiles lateness, Percentiles wait, double own, double machine, Map<String, Long> drops) {
    return SelfCheck.of(lateness, wait, own, machine, 2, drops, true);
  }
}
