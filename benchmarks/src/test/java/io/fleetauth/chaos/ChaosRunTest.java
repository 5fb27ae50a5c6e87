// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.chaos.Counts.Entry;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A short run over the embedded store; {@code ./fleetauth chaos} does long ones. */
class ChaosRunTest {

  /** Tokens live five seconds here, which is as long as a busy machine may take for an answer. */
  private static final String ANSWER_MAY_BE_SLOW = "no expired tokens read";

  @TempDir Path folder;

  @Test
  @Timeout(240)
  void killsCostNoDeviceItsSessionWhenTheAuthorityForgivesLostAnswers() throws Exception {
    Plan plan = Plans.of(1, 3, 0, Duration.ofMinutes(10)); // a busy machine starts slowly
    var report = new ChaosReport(System.out, false);

    Verdict verdict = new ChaosRun(plan, folder, report).run();

    assertThat(verdict.promises())
        .filteredOn(promise -> !promise.what().equals(ANSWER_MAY_BE_SLOW))
        .hasSizeGreaterThan(7)
        .allMatch(Verdict.Promise::kept);
    assertThat(verdict.ledger("refreshes")).isGreaterThan(plan.sessions());
    assertThat(verdict.counts().of(Entry.SIGN_INS_COMPLETED)).isGreaterThanOrEqualTo(170);
    assertThat(verdict.counts().errors()).containsKey("connection refused");
  }
}
