// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.Scopes;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefreshAheadTest {

  /** Seconds from receipt; an empty hint is a server that gave none. */
  @ParameterizedTest(name = "life {0} s, refresh_in {1}, jitter {2}: renewed at {3}, served to {4}")
  @CsvSource({
    "10,       , 0,   8,     9",
    "10,       , 1,   7,     9",
    "60,       , 0,   48,    55",
    "60,       , 1,   42,    55",
    "3600,     , 0,   2880,  3595",
    "3600,     , 1,   2520,  3595",
    "86400,    , 0,   69120, 86395",
    "86400,    , 1,   60480, 86395",
    "86400, 43200, 0, 43200, 86395", // T8: the hint wins
    "86400, 43200, 1, 51840, 86395", // T7: spread after it
    "3600,     0, 0,  30,    3595", // a hint of now must not be a busy loop
    "10,       0, 0,  5,     9",
    "3600,  3600, 0,  2880,  3595", // a hint too late is none
    "3600,  -60,  0,  30,    3595",
  })
  void renewsAheadOfExpiry(long life, Long hint, double jitter, long renewedAt, long servedTo) {
    AccessToken token = token(life, hint);
    assertThat(RefreshAhead.refreshAt(token, jitter)).isEqualTo(Instant.ofEpochSecond(renewedAt));
    assertThat(token.expiresAt().minus(RefreshAhead.margin(token)))
        .isEqualTo(Instant.ofEpochSecond(servedTo));
  }

  @Test
  void t7FleetThatSignedInTogetherIsSpread() {
    var random = new Random(1);
    var perSecond = new int[3600];
    AccessToken token = token(3600, null);
    for (int device = 0; device < 100_000; device++) {
      Instant at = RefreshAhead.refreshAt(token, random.nextDouble());
      perSecond[(int) at.getEpochSecond()]++;
    }
    int most = Arrays.stream(perSecond).max().orElseThrow();
    assertThat(most).isLessThan(400); // 100,000 in six minutes are 278 a second
  }

  @Test
  void t7OverdueTokensAreSpreadAfterARestart() {
    AccessToken token = token(3600, null);
    Instant late = Instant.ofEpochSecond(3000);
    assertThat(RefreshAhead.wait(token, late, 0)).isEqualTo(Duration.ZERO);
    assertThat(RefreshAhead.wait(token, late, 0.5)).isEqualTo(Duration.ofSeconds(15));
    assertThat(RefreshAhead.wait(token, Instant.ofEpochSecond(3590), 1))
        .isEqualTo(Duration.ofSeconds(5));
    assertThat(RefreshAhead.wait(token, Instant.ofEpochSecond(4000), 1)).isEqualTo(Duration.ZERO);
  }

  @ParameterizedTest(name = "failure {0}, Retry-After {1}, jitter {2}: {3} ms")
  @CsvSource({
    "1,       , 0,   500",
    "1,       , 1,   1000",
    "2,       , 1,   2000",
    "6,       , 1,   32000",
    "7,       , 1,   60000",
    "99,      , 1,   60000",
    "1,     30, 0,   30000", // T8
    "1,     30, 1,   31000",
    "7,      1, 1,   60000",
    "1, 999999, 0,   3600000", // believed up to an hour
  })
  void pausesGrow(int attempts, Long retryAfter, double jitter, long millis) {
    Duration asked = retryAfter == null ? null : Duration.ofSeconds(retryAfter);
    assertThat(BackOff.renewal(attempts, asked, jitter)).isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void revocationIsTriedForDays() {
    Duration sum = Duration.ZERO;
    for (int attempt = 1; attempt < Revocations.MAX_ATTEMPTS; attempt++) {
      sum = sum.plus(BackOff.revocation(attempt, 1));
    }
    assertThat(sum).isBetween(Duration.ofDays(2), Duration.ofDays(5));
  }

  private static AccessToken token(long life, Long hint) {
    return new AccessToken(
        "token",
        "Bearer",
        Scopes.NONE,
        Instant.EPOCH,
        Instant.ofEpochSecond(life),
        hint == null ? null : Instant.ofEpochSecond(hint));
  }
}
