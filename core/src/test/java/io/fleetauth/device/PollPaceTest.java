// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.device.PollResult.Again;
import io.fleetauth.device.PollResult.Over;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.LimitExceededException;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.oauth.UnavailableException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The polling rule as a table; rows D3 to D9 of RFC 8628 section 3.5. */
class PollPaceTest {

  /** From (interval, troubles) by an answer to (interval, troubles) and a pause, without jitter. */
  @ParameterizedTest
  @CsvSource({
    // D5, P3: slow_down adds five seconds, for good, and is an answer that makes sense
    "5,  0, slow_down,             10, 0, 10, SlowedDown",
    "10, 0, slow_down,             15, 0, 15, SlowedDown",
    "5,  3, slow_down,             10, 0, 10, SlowedDown",
    "60, 0, slow_down,             65, 0, 65, SlowedDown",
    // pending goes on at the interval, and ends a back-off
    "5,  0, authorization_pending, 5,  0, 5,  Pending",
    "15, 0, authorization_pending, 15, 0, 15, Pending",
    "5,  4, authorization_pending, 5,  0, 5,  Pending",
    // D6, P4: trouble doubles a back-off of its own, capped; the interval stays
    "5,  0, network,               5,  1, 10, NetworkTrouble",
    "5,  1, network,               5,  2, 20, NetworkTrouble",
    "5,  2, network,               5,  3, 40, NetworkTrouble",
    "5,  3, network,               5,  4, 60, NetworkTrouble",
    "5,  1000000, network,         5,  1000001, 60, NetworkTrouble",
    "10, 0, network,               10, 1, 20, NetworkTrouble",
    "90, 0, network,               90, 1, 90, NetworkTrouble",
    "1,  0, network,               1,  1, 2,  NetworkTrouble",
    "5,  0, malformed,             5,  1, 10, NetworkTrouble",
    "5,  0, limit,                 5,  1, 10, NetworkTrouble",
    "5,  0, bug,                   5,  1, 10, NetworkTrouble",
    // D9, P4: 429 and 5xx, with and without Retry-After, which is a minimum
    "5,  0, 429,                   5,  1, 10, NetworkTrouble",
    "5,  0, 500,                   5,  1, 10, NetworkTrouble",
    "5,  0, 503,                   5,  1, 10, NetworkTrouble",
    "5,  0, 429 after 1,           5,  1, 10, NetworkTrouble",
    "5,  0, 429 after 30,          5,  1, 30, NetworkTrouble",
    "5,  3, 503 after 90,          5,  4, 90, NetworkTrouble",
  })
  void pollingGoesOn(
      long interval, int troubles, String answer, long next, int more, long pause, String event) {
    var pace = new PollPace(Duration.ofSeconds(interval), troubles);

    var again = (Again) pace.after(failure(answer), 0);

    assertThat(again.pace()).isEqualTo(new PollPace(Duration.ofSeconds(next), more));
    assertThat(again.pause()).isEqualTo(Duration.ofSeconds(pause));
    assertThat(again.event().getClass().getSimpleName()).isEqualTo(event);
  }

  /** D7, D9, P5: every other refusal ends it at once, with a typed outcome. */
  @ParameterizedTest
  @CsvSource({
    "access_denied,          Declined",
    "expired_token,          Expired",
    "invalid_grant,          Failed",
    "invalid_client,         Failed",
    "invalid_request,        Failed",
    "bad_verification_code,  Failed",
    "server_error,           Failed",
    "something_new,          Failed",
  })
  void anyOtherRefusalEndsIt(String code, String outcome) {
    var over = (Over) new PollPace(Duration.ofSeconds(5), 2).after(failure(code), 0);

    assertThat(over.outcome().getClass().getSimpleName()).isEqualTo(outcome);
    assertThat(over.label()).isEqualTo(code);
  }

  /** D3, P2. */
  @ParameterizedTest
  @CsvSource({
    "PT5S,          PT15M, PT5S",
    "PT0.000000001S, PT15M, PT1S",
    "PT0.05S,       PT15M, PT1S",
    "PT10M,         PT15M, PT10M",
    "PT15M,         PT15M, PT5S",
    "PT277777H,     PT15M, PT5S",
  })
  void anAbsurdIntervalIsNeitherABusyLoopNorANeverPoll(
      Duration interval, Duration lifetime, Duration expected) {
    assertThat(PollPace.of(interval, lifetime)).isEqualTo(new PollPace(expected, 0));
  }

  @Test
  void jitterOnlyLengthensABackOff() {
    var pace = new PollPace(Duration.ofSeconds(5), 0);

    assertThat(((Again) pace.after(failure("network"), 0.5)).pause()).hasMillis(11_000);
    assertThat(((Again) pace.after(failure("network"), 0.999)).pause()).hasMillis(11_998);
    assertThat(((Again) pace.after(failure("authorization_pending"), 0.9)).pause()).hasSeconds(5);
    assertThat(((Again) pace.after(failure("slow_down"), 0.9)).pause()).hasSeconds(10);
  }

  @ParameterizedTest
  @CsvSource({
    "429, unavailable",
    "network, network",
    "malformed, malformed",
    "limit, limit",
    "slow_down, slow_down",
    "authorization_pending, authorization_pending"
  })
  void labelsAreFew(String answer, String label) {
    assertThat(new PollPace(Duration.ofSeconds(5), 0).after(failure(answer), 0).label())
        .isEqualTo(label);
  }

  /** D20: the text of an unknown exception may hold anything. */
  @ParameterizedTest
  @ValueSource(strings = {"bug"})
  void theTextOfAnUnknownFailureIsNotShown(String answer) {
    var again = (Again) new PollPace(Duration.ofSeconds(5), 0).after(failure(answer), 0);

    assertThat(again.event())
        .isEqualTo(new SignInEvent.NetworkTrouble("IllegalStateException", Duration.ofSeconds(10)));
  }

  private static Throwable failure(String answer) {
    return switch (answer) {
      case "network" -> new SocketException("Connection reset");
      case "timeout" -> new IOException("no answer");
      case "malformed" -> new MalformedResponseException("access_token is missing");
      case "limit" -> new LimitExceededException("exchanges-in-flight", 1);
      case "bug" -> new IllegalStateException("a secret perhaps");
      case "429", "500", "503" ->
          new UnavailableException(Integer.parseInt(answer), null, "HTTP " + answer);
      case "429 after 1" -> new UnavailableException(429, Duration.ofSeconds(1), "HTTP 429");
      case "429 after 30" -> new UnavailableException(429, Duration.ofSeconds(30), "HTTP 429");
      case "503 after 90" -> new UnavailableException(503, Duration.ofSeconds(90), "HTTP 503");
      default -> new OAuthException(new ErrorCode(answer), null);
    };
  }
}
