// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static io.fleetauth.server.authority.Refusal.AUTHORIZATION_PENDING;
import static io.fleetauth.server.authority.Refusal.SLOW_DOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.server.authority.DeviceGrant.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceGrantTest {

  private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");
  private static final DeviceGrant GRANT =
      new DeviceGrant(
          "id",
          1,
          "BCDFGHJK",
          "tv",
          "t",
          "openid",
          "::1",
          START,
          START.plusSeconds(900),
          Duration.ofSeconds(5),
          State.PENDING,
          null,
          null);

  private static List<Refusal> polls(double... seconds) {
    var refusals = new ArrayList<Refusal>();
    var grant = GRANT;
    for (double second : seconds) {
      var poll = grant.polled("tv", "t", START.plusMillis(Math.round(second * 1000)));
      refusals.add(poll.refusal());
      grant = poll.next();
    }
    return refusals;
  }

  @Test
  void aSteadyClientIsNeverSlowedDownNorIsAFirstPollAtOnce() {
    assertThat(polls(0, 5, 10, 15.04, 20.01)).containsOnly(AUTHORIZATION_PENDING);
    assertThat(polls(0, 5.3, 9.9, 14.9, 20.2, 24.9)).containsOnly(AUTHORIZATION_PENDING);
  }

  @Test
  void anEarlyPollIsSlowedDownAndRaisesTheIntervalForGood() {
    assertThat(polls(0, 3, 8, 18, 28))
        .containsExactly(AUTHORIZATION_PENDING, SLOW_DOWN, SLOW_DOWN, SLOW_DOWN, SLOW_DOWN);
    assertThat(polls(0, 3, 13, 23, 33))
        .containsExactly(
            AUTHORIZATION_PENDING,
            SLOW_DOWN,
            AUTHORIZATION_PENDING,
            AUTHORIZATION_PENDING,
            AUTHORIZATION_PENDING);
  }

  @Test
  void anApprovedCodeIsHandedOutToAnEarlyPollOnce() {
    var polled = GRANT.polled("tv", "t", START).next().approvedBy("demo");
    var redeemed = polled.polled("tv", "t", START.plusMillis(1));

    assertThat(redeemed.refusal()).isNull();
    assertThat(redeemed.next().polled("tv", "t", START.plusSeconds(9)).refusal())
        .isEqualTo(Refusal.CODE_USED);
  }

  @Test
  void anotherClientGetsNothingAndBurnsTheCode() {
    var stolen = GRANT.approvedBy("demo").polled("thief", "t", START);

    assertThat(stolen.refusal()).isEqualTo(Refusal.FOREIGN_CODE);
    assertThat(stolen.next().polled("tv", "t", START).refusal()).isEqualTo(Refusal.FOREIGN_CODE);
  }

  @ParameterizedTest
  @CsvSource({
    "PENDING, 899, AUTHORIZATION_PENDING",
    "PENDING, 900, EXPIRED_CODE",
    "APPROVED, 900, EXPIRED_CODE",
    "DENIED, 1, ACCESS_DENIED",
    "REDEEMED, 1, CODE_USED",
    "BURNED, 1, FOREIGN_CODE",
  })
  void answersByStateAndAge(State state, long second, Refusal refusal) {
    assertThat(GRANT.with(state).polled("tv", "t", START.plusSeconds(second)).refusal())
        .isEqualTo(refusal);
  }

  @ParameterizedTest
  @CsvSource({"bcdf-ghjk", "BCDFGHJK", "b c d f g h j k", "BCDF–GHJK"})
  void userCodesAreReadWithoutCaseDashesAndBlanks(String typed) {
    assertThat(Codes.normalized(typed)).isEqualTo("BCDFGHJK");
  }
}
