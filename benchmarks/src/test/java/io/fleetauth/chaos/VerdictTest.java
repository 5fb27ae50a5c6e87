// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.chaos.Counts.Entry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictTest {

  private static final Plan FORGIVING = Plans.of(1, 1, 0, Duration.ofSeconds(30));
  private static final Plan STRICT = Plans.of(1, 1, 0, Duration.ZERO);

  private final Counts counts = new Counts();

  private List<String> broken(
      Plan plan, Map<String, Long> ledger, Set<String> lost, Set<String> reported) {
    var verdict = new Verdict(plan, counts, lost, ledger, reported, true, "");
    return verdict.promises().stream()
        .filter(promise -> !promise.kept())
        .map(Verdict.Promise::what)
        .toList();
  }

  @Test
  void aRunWithoutLossKeepsAllPromises() {
    assertThat(broken(FORGIVING, Map.of("refreshes", 5L, "grace_hits", 2L), Set.of(), Set.of()))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"EXPIRED_TOKENS", "FOREIGN_TOKENS", "SIGN_INS_FAILED", "SESSIONS_LOST"})
  void whatADeviceMustNotSeeBreaksOne(Entry entry) {
    counts.count(entry);

    assertThat(broken(FORGIVING, Map.of(), Set.of(), Set.of())).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"early_polls", "reuses", "families_revoked"})
  void whatTheAuthorityMustNotSeeBreaksOne(String entry) {
    assertThat(broken(FORGIVING, Map.of(entry, 1L), Set.of(), Set.of())).hasSize(1);
  }

  @Test
  void aValidTokenIsRefusedOnlyWhenMoreThanTheStoreFails() {
    Set<FaultKind> store = Set.of(FaultKind.STORE_DOWN);
    counts.count(Entry.REFUSED_WHILE_STORE_FAILED);

    assertThat(broken(FORGIVING, Map.of(), Set.of(), Set.of())).isEmpty();
    Plan plan = Plans.of(1, 0, 3, store, Duration.ofSeconds(30));
    assertThat(broken(plan, Map.of(), Set.of(), Set.of()))
        .containsExactly("no valid tokens refused while the store failed");
    Plan mixed = Plans.of(1, 1, 3, store, Duration.ofSeconds(30));
    assertThat(broken(mixed, Map.of(), Set.of(), Set.of())).isEmpty();
  }

  @Test
  void withoutGraceALossMustBeExplainedAndReported() {
    counts.count(Entry.SESSIONS_LOST);
    Map<String, Long> ledger = Map.of("reuses", 1L, "families_revoked", 1L);

    assertThat(broken(STRICT, ledger, Set.of("a"), Set.of("a"))).isEmpty();
    assertThat(broken(STRICT, ledger, Set.of("a"), Set.of("b")))
        .containsExactly("each lost session is reported by the gateway");

    counts.count(Entry.UNEXPLAINED);
    assertThat(broken(STRICT, ledger, Set.of("a"), Set.of("a")))
        .containsExactly("no sessions lost without a lost answer");
  }

  @Test
  void aFleetThatIsNotServedOrAProcessThatDiedBreaksOne() {
    var verdict =
        new Verdict(FORGIVING, counts, Set.of(), Map.of(), Set.of(), false, "gateway-1 died");

    assertThat(verdict.promises()).filteredOn(promise -> !promise.kept()).hasSize(2);
    assertThat(verdict.isKept()).isFalse();
  }
}
