// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultLogTest {

  private final FaultLog faults = new FaultLog();

  private long begin(FaultKind kind) {
    faults.begin(kind, kind.title);
    return faults.between(0, Long.MAX_VALUE).get(faults.size() - 1).at();
  }

  @ParameterizedTest
  @CsvSource({
    "KILL, true",
    "PAUSE, true",
    "STORE_DOWN, true",
    "STORE_SLOW, true",
    "STORE_DISCONNECT, true",
    "RESET, false",
    "DROP_REPLY, false"
  })
  void whoTookOverMayHaveBeenStopped(FaultKind kind, boolean stops) {
    long at = begin(kind);

    assertThat(faults.hasStoppedGateways(at, at)).isEqualTo(stops);
    assertThat(faults.hasStoppedGateways(at + 1, at + 1_000)).isFalse();
    assertThat(faults.hasStoppedGateways(at - 1_000, at - 1)).isFalse();
  }

  @Test
  void theLastKillBeforeCounts() {
    long at = begin(FaultKind.KILL);
    begin(FaultKind.RESET);

    assertThat(faults.killBefore(at + 100, Duration.ofSeconds(1))).isEqualTo(at);
    assertThat(faults.killBefore(at + 1_001, Duration.ofSeconds(1))).isEqualTo(-1);
    assertThat(faults.killBefore(at - 1, Duration.ofSeconds(1))).isEqualTo(-1);
  }
}
