// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.EngineClosedException;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.oauth.UnavailableException;
import io.fleetauth.time.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** T1, T6, T7 and T8 for tokens that have no session behind them. */
class RenewedTokensTest {

  static final Duration HOUR = Duration.ofHours(1);

  final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  final Deque<Mono<AccessToken>> replies = new ArrayDeque<>();
  final List<String> asked = new ArrayList<>();
  final RenewalContext context = RenewalContext.of(new VirtualClock(time), time, () -> 0.5);
  final RenewedTokens<String> tokens = new RenewedTokens<>(context, this::origin);

  private Mono<AccessToken> origin(String key) {
    asked.add(key);
    return replies.isEmpty() ? Mono.fromSupplier(() -> fresh(HOUR, null)) : replies.pop();
  }

  private AccessToken fresh(Duration life, @Nullable Duration hint) {
    Instant now = new VirtualClock(time).instant();
    Instant refreshAt = hint == null ? null : now.plus(hint);
    String value = "token-" + asked.size();
    return new AccessToken(value, "Bearer", Scopes.NONE, now, now.plus(life), refreshAt);
  }

  private String read() {
    return tokens.token("sts").map(AccessToken::value).block();
  }

  @Test
  void tokenThatIsReadIsRenewedAheadAndNobodyWaits() {
    for (int minute = 0; minute < 600; minute++) {
      AccessToken got = tokens.token("sts").block();
      assertThat(got.isValidAt(new VirtualClock(time).instant())).isTrue();
      assertThat(minute == 0 || tokens.peek("sts") != null).isTrue();
      time.advanceTimeBy(Duration.ofMinutes(1));
    }
    assertThat(asked.size()).isBetween(12, 15); // each lived 70 to 80 percent of an hour
  }

  @Test
  void tokenThatNobodyReadsIsLetGoWhenItExpires() {
    read();
    time.advanceTimeBy(HOUR.multipliedBy(3)); // the read before the first alarm counts as use
    assertThat(asked.size()).isLessThanOrEqualTo(2);
    assertThat(tokens.size()).isZero();
  }

  @Test
  void proactiveTokenIsRenewedWithoutBeingRead() {
    var always = new RenewedTokens<>(context.withPolicy(RefreshPolicy.ALWAYS), this::origin);
    always.token("sts").block();
    time.advanceTimeBy(HOUR.multipliedBy(10));
    assertThat(asked.size()).isGreaterThan(10);
    assertThat(always.peek("sts")).isNotNull();
  }

  @Test
  void hintOfTheServerWins() {
    replies.add(Mono.fromSupplier(() -> fresh(HOUR, Duration.ofMinutes(10))));
    read();
    time.advanceTimeBy(Duration.ofMinutes(9));
    assertThat(asked).hasSize(1);
    time.advanceTimeBy(Duration.ofMinutes(7)); // up to a tenth of the life later
    assertThat(asked).hasSize(2);
  }

  @Test
  void manyReadersShareOneRequestAndOneWhoLeavesDisturbsNobody() {
    Sinks.One<AccessToken> answer = Sinks.one();
    replies.add(answer.asMono());
    var left = tokens.token("sts").subscribe();
    var stays = StepVerifier.create(tokens.token("sts")).expectNextCount(1).expectComplete();
    var waiting = stays.verifyLater();
    left.dispose();
    answer.tryEmitValue(fresh(HOUR, null));
    waiting.verify();
    assertThat(asked).containsExactly("sts");
  }

  @Test
  void otherKeysGetOtherTokens() {
    assertThat(read()).isEqualTo("token-1");
    assertThat(tokens.token("other").block().value()).isEqualTo("token-2");
    assertThat(read()).isEqualTo("token-1");
    assertThat(asked).containsExactly("sts", "other");
  }

  @Test
  void failedRenewalIsTriedAgainWhileTheTokenIsServed() {
    read();
    replies.add(Mono.error(new UnavailableException(503, Duration.ofSeconds(20), "busy")));
    replies.add(Mono.error(new IOException("gone")));
    time.advanceTimeBy(Duration.ofMinutes(45).plusSeconds(10));
    assertThat(asked).hasSize(2);
    assertThat(read()).isEqualTo("token-1");
    time.advanceTimeBy(Duration.ofMinutes(2));
    assertThat(asked).hasSize(4);
    assertThat(read()).isEqualTo("token-4");
  }

  @Test
  void failureIsToldAgainWithoutAskingForAWhile() {
    replies.add(Mono.error(new UnavailableException(429, Duration.ofSeconds(20), "busy")));
    StepVerifier.create(tokens.token("sts")).verifyErrorMessage("busy");
    StepVerifier.create(tokens.token("sts")).verifyErrorMessage("busy");
    assertThat(asked).hasSize(1);
    time.advanceTimeBy(Duration.ofSeconds(25));
    assertThat(read()).isEqualTo("token-2");
  }

  @Test
  void whatIsForgottenIsAskedAnewEvenIfItWasUnderWay() {
    Sinks.One<AccessToken> slow = Sinks.one();
    replies.add(slow.asMono());
    tokens.token("sts").subscribe();
    tokens.forget("sts");
    slow.tryEmitValue(fresh(HOUR, null));
    assertThat(tokens.peek("sts")).isNull();
    assertThat(read()).isEqualTo("token-2");
    tokens.forgetIf("sts"::equals);
    assertThat(read()).isEqualTo("token-3");
  }

  @Test
  void followersGetEachNextToken() {
    StepVerifier.withVirtualTime(
            () -> tokens.tokens("sts").map(AccessToken::value).take(3), () -> time, Long.MAX_VALUE)
        .expectNext("token-1")
        .thenAwait(HOUR)
        .expectNext("token-2")
        .thenAwait(HOUR)
        .expectNext("token-3")
        .verifyComplete();
  }

  @Test
  void expiredTokenOrNoneIsAnError() {
    replies.add(Mono.just(fresh(Duration.ZERO, null)));
    StepVerifier.create(tokens.token("sts")).verifyError(MalformedResponseException.class);
    replies.add(Mono.empty());
    StepVerifier.create(tokens.renew("sts")).verifyError(MalformedResponseException.class);
  }

  @Test
  void backgroundRenewalsAreBounded() {
    var few =
        new RenewedTokens<Integer>(
            new RenewalContext(context.clock(), time, () -> 0.5, RefreshPolicy.ALWAYS, 100, 2),
            key -> asked.size() < 10 ? origin("first") : Mono.never());
    for (int key = 0; key < 10; key++) {
      few.token(key).block();
    }
    assertThat(asked).hasSize(10);
    time.advanceTimeBy(HOUR);
    assertThat(few.renewing()).isEqualTo(2);
  }

  @Test
  void tokenThatIsOfferedIsServedAndRenewedLikeAnother() {
    tokens.offer("sts", fresh(HOUR, null));
    assertThat(read()).isEqualTo("token-0");
    time.advanceTimeBy(Duration.ofMinutes(50));
    assertThat(asked).hasSize(1);
    assertThat(read()).isEqualTo("token-1");
    tokens.offer("other", fresh(Duration.ZERO, null));
    assertThat(tokens.peek("other")).isNull();
  }

  @Test
  void prefetchAsksOnceAndAgainAfterAFailure() {
    var always = new RenewedTokens<>(context.withPolicy(RefreshPolicy.ALWAYS), this::origin);
    replies.add(Mono.error(new IOException("gone")));
    always.prefetch("sts");
    assertThat(asked).hasSize(1);
    assertThat(always.peek("sts")).isNull();
    time.advanceTimeBy(Duration.ofSeconds(2));
    assertThat(asked).hasSize(2);
    assertThat(always.peek("sts")).isNotNull();
    always.close();
    always.prefetch("sts");
    always.offer("sts", fresh(HOUR, null));
    assertThat(asked).hasSize(2);
    assertThat(always.size()).isZero();
  }

  @Test
  void closedGivesNothingAndRenewsNothing() {
    read();
    tokens.close();
    assertThat(tokens.peek("sts")).isNull();
    StepVerifier.create(tokens.token("sts")).verifyError(EngineClosedException.class);
    time.advanceTimeBy(HOUR.multipliedBy(2));
    assertThat(asked).hasSize(1);
  }
}
