// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultLogTest {

  private final AtomicLong now = new AtomicLong(1_000_000);
  private final FaultLog faults = new FaultLog(now::get);

  /** Lets a fault happen that lasts so many seconds, and returns when it began. */
  private long fault(FaultKind kind, int seconds) {
    long begin = now.get();
    faults.begin(kind, kind.title);
    now.addAndGet(seconds * 1_000L);
    faults.end();
    return begin;
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
    long at = fault(kind, 1);

    assertThat(faults.hasStoppedGateways(at, at)).isEqualTo(stops);
    assertThat(faults.hasStoppedGateways(at + 1, at + 1_000)).isFalse();
    assertThat(faults.hasStoppedGateways(at - 1_000, at - 1)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"-1, true", "900, true", "1001, false", "-1900, true", "-2001, false"})
  void aKillLosesWhatIsNotStoredYetAndStrikesWithinASecond(int answeredAfter, boolean lost) {
    long at = fault(FaultKind.KILL, 5) + answeredAfter;

    assertThat(faults.mayHaveLost(at, at)).isEqualTo(lost);
  }

  @Test
  void aStoreThatFailsLosesNothingByItself() {
    long at = fault(FaultKind.STORE_DOWN, 10);

    assertThat(faults.mayHaveLost(at, at + 500)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"4, true", "6, false"})
  void whatCameWhileTheStoreFailedIsStoredSoonAfterThat(int secondsUntilTheKill, boolean lost) {
    long at = fault(FaultKind.STORE_DOWN, 10) + 500;
    now.addAndGet(secondsUntilTheKill * 1_000L);
    fault(FaultKind.KILL, 5);

    assertThat(faults.mayHaveLost(at, at)).isEqualTo(lost);
    assertThat(faults.mayHaveLost(at - 60_000, at - 50_000)).as("before it").isFalse();
  }

  @Test
  void theLastKillBeforeCounts() {
    long at = fault(FaultKind.KILL, 0);
    fault(FaultKind.RESET, 0);

    assertThat(faults.killBefore(at + 100, Duration.ofSeconds(1))).isEqualTo(at);
    assertThat(faults.killBefore(at + 1_001, Duration.ofSeconds(1))).isEqualTo(-1);
    assertThat(faults.killBefore(at - 1, Duration.ofSeconds(1))).isEqualTo(-1);
  }
}
