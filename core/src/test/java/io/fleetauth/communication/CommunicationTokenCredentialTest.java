// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.EngineClosedException;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.oauth.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** In virtual time. */
class CommunicationTokenCredentialTest extends CommunicationFixture {

  private static final Duration HOUR = Duration.ofHours(1);

  private final Deque<Mono<String>> replies = new ArrayDeque<>();
  private int asked;

  private Mono<String> refresher() {
    return Mono.defer(
        () -> {
          asked++;
          return replies.isEmpty() ? Mono.fromSupplier(() -> fresh(HOUR)) : replies.pop();
        });
  }

  private String fresh(Duration life) {
    return jwt("n" + asked, clock.instant().plus(life));
  }

  private CommunicationTokenCredential.Builder refreshing() {
    return CommunicationTokenCredential.builder(transport).refresher(refresher());
  }

  private static String read(CommunicationTokenCredential credential) {
    return credential.token().map(AccessToken::value).block(WAIT);
  }

  @Test
  void staticTokenIsHandedOnAsItIs() {
    String expired = jwt("old", Instant.EPOCH.plusSeconds(5));
    var credential = CommunicationTokenCredential.of(expired);
    time.advanceTimeBy(HOUR);

    assertThat(read(credential)).isEqualTo(expired);
    assertThat(credential.token().block(WAIT).expiresAt()).isEqualTo(Instant.EPOCH.plusSeconds(5));
    credential.close();
    StepVerifier.create(credential.token()).verifyError(EngineClosedException.class);
  }

  @Test
  void tokenIsAskedForWhenItIsFirstReadAndThenKept() {
    var credential = refreshing().build();
    time.advanceTimeBy(HOUR);
    assertThat(asked).isZero();

    String first = read(credential);

    assertThat(read(credential)).isEqualTo(first);
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void initialTokenIsServedUntilItsTimeAndOneThatIsExpiredIsNot() {
    time.advanceTimeBy(HOUR); // no token expires at the epoch
    String initial = fresh(HOUR);
    var credential = refreshing().initialToken(initial).build();
    var late = refreshing().initialToken(jwt("old", clock.instant().minusSeconds(1))).build();

    assertThat(read(credential)).isEqualTo(initial);
    assertThat(asked).isZero();
    assertThat(read(late)).isNotEqualTo(initial);
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void proactiveOneBeginsAtOnceAndRefreshesTenMinutesAheadThoughNobodyReads() {
    var credential = refreshing().refreshProactively().build();
    assertThat(asked).isEqualTo(1);

    time.advanceTimeBy(Duration.ofMinutes(49));
    assertThat(asked).isEqualTo(1);
    time.advanceTimeBy(Duration.ofMinutes(4)); // at 50, and a little at random
    assertThat(asked).isEqualTo(2);
    time.advanceTimeBy(Duration.ofHours(24));
    assertThat(asked).isBetween(28, 32);
    assertThat(credential.token().block(WAIT).isValidAt(clock.instant())).isTrue();
  }

  @Test
  void proactiveOneWithoutMuchLeftRefreshesAfterHalfOfIt() {
    replies.add(Mono.fromSupplier(() -> fresh(Duration.ofMinutes(4))));
    var credential =
        refreshing().refreshProactively().initialToken(fresh(Duration.ofMinutes(8))).build();
    time.advanceTimeBy(Duration.ofMinutes(3).plusSeconds(55));
    assertThat(asked).isZero();

    time.advanceTimeBy(Duration.ofMinutes(1)); // 4 minutes, and a little at random
    assertThat(asked).isEqualTo(1);
    time.advanceTimeBy(Duration.ofMinutes(2).plusSeconds(20));
    assertThat(asked).isEqualTo(2);
    assertThat(credential.token().block(WAIT).isValidAt(clock.instant())).isTrue();
  }

  @Test
  void failedProactiveRefreshIsTriedAgainAndTheOldTokenServed() {
    var credential = refreshing().refreshProactively().build();
    String first = read(credential);
    replies.add(Mono.error(new IOException("gone")));
    replies.add(Mono.error(new UnavailableException(429, Duration.ofSeconds(30), "busy")));
    replies.add(Mono.error(new IllegalStateException("a bug of the program")));

    for (int failed = 2; failed <= 4; failed++) {
      passUntilAsked(failed);
      assertThat(read(credential)).isEqualTo(first);
    }
    passUntilAsked(5);

    assertThat(read(credential)).isNotEqualTo(first);
    assertThat(clock.instant()).isBefore(Instant.EPOCH.plus(Duration.ofMinutes(55)));
  }

  private void passUntilAsked(int times) {
    while (asked < times) {
      time.advanceTimeBy(Duration.ofMillis(100));
      assertThat(clock.instant()).isBefore(Instant.EPOCH.plus(HOUR));
    }
  }

  @Test
  void proactiveOneThatNeverGotATokenGoesOnTrying() {
    for (int i = 0; i < 20; i++) {
      replies.add(Mono.error(new IOException("gone")));
    }
    var credential = refreshing().refreshProactively().build();
    assertThat(failure(credential.token())).isInstanceOf(IOException.class).hasMessage("gone");

    time.advanceTimeBy(Duration.ofMinutes(30));

    assertThat(asked).isEqualTo(21);
    assertThat(read(credential)).isNotNull();
    assertThat(asked).isEqualTo(21);
  }

  @Test
  void manyReadersShareOneRefreshAndOneWhoLeavesDisturbsNobody() {
    Sinks.One<String> answer = Sinks.one();
    replies.add(answer.asMono());
    var credential = refreshing().build();
    var values = new HashSet<String>();

    var left = credential.token().subscribe();
    for (int i = 0; i < 100; i++) {
      credential.token().subscribe(token -> values.add(token.value()));
    }
    left.dispose();
    answer.tryEmitValue(fresh(HOUR));

    assertThat(asked).isEqualTo(1);
    assertThat(values).hasSize(1);
  }

  @Test
  void refresherThatGivesAnExpiredTokenOrNoneIsAnError() {
    time.advanceTimeBy(HOUR); // no token expires at the epoch
    replies.add(Mono.just(jwt("old", clock.instant())));
    assertThat(failure(refreshing().build().token()))
        .isInstanceOf(MalformedResponseException.class)
        .hasMessageContaining("expired");
    replies.add(Mono.just("opaque-secret"));
    assertThat(failure(refreshing().build().token()))
        .isInstanceOf(MalformedResponseException.class)
        .hasMessage("the refreshed token is not a JWT with an expiry");
    replies.add(Mono.empty());
    assertThat(failure(refreshing().build().token()))
        .isInstanceOf(MalformedResponseException.class);
  }

  @Test
  void closedOneRefreshesNoMore() {
    var credential = refreshing().refreshProactively().build();
    credential.close();
    credential.close();

    time.advanceTimeBy(HOUR.multipliedBy(5));

    assertThat(asked).isEqualTo(1);
    StepVerifier.create(credential.token()).verifyError(EngineClosedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "opaque-secret",
        "a.b.c",
        "eyJhbGciOiJSUzI1NiJ9.eyJuIjoibm8gZXhwaXJ5In0.c2ln",
        "eyJhbGciOiJSUzI1NiJ9.eyJleHAiOiJ0b21vcnJvdyJ9.c2ln",
      })
  void malformedTokensAreRefusedAtConstruction(String token) {
    assertThatThrownBy(() -> CommunicationTokenCredential.of(token))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("token is not a JWT with an expiry");
    assertThatThrownBy(() -> refreshing().initialToken(token).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("initialToken is not a JWT with an expiry");
  }

  @Test
  void argumentsAreNamed() {
    assertThatThrownBy(() -> CommunicationTokenCredential.of(null)).hasMessage("token");
    assertThatThrownBy(() -> CommunicationTokenCredential.builder(null)).hasMessage("transport");
    assertThatThrownBy(() -> refreshing().initialToken(null)).hasMessage("initialToken");
    assertThatThrownBy(() -> CommunicationTokenCredential.builder(transport).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("refresher is required");
  }
}
