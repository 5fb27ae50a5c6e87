// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.oauth.EngineClosedException;
import io.fleetauth.oauth.LimitExceededException;
import io.fleetauth.token.TokenSettings.Exchanges;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

class TurnsTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration QUEUE_LIMIT = Duration.ofSeconds(10);
  private static final int QUEUED = 4;

  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final Turns turns = turns(2, QUEUED);
  private final List<String> begun = new ArrayList<>();
  private final List<Object> told = new ArrayList<>();

  private Turns turns(int atOnce, int queued) {
    return new Turns(new Exchanges(atOnce, queued, QUEUE_LIMIT, SECOND), time);
  }

  private Disposable take(boolean isUrgent, String name, Mono<?> work) {
    return turns
        .take(isUrgent, work.doOnSubscribe(subscribed -> begun.add(name)))
        .subscribe(told::add, told::add);
  }

  private Disposable take(String name, Mono<?> work) {
    return take(false, name, work);
  }

  private Mono<Long> second() {
    return Mono.delay(SECOND, time);
  }

  @Test
  void asManyAsAllowedAreUnderWayAndTheOthersComeInTheirOrder() {
    for (String name : List.of("a", "b", "c", "d", "e")) {
      take(name, second());
    }
    assertThat(begun).containsExactly("a", "b");
    time.advanceTimeBy(SECOND);
    assertThat(begun).containsExactly("a", "b", "c", "d");
    time.advanceTimeBy(SECOND);
    assertThat(begun).containsExactly("a", "b", "c", "d", "e");
  }

  /** How the work of a turn may end. */
  enum End {
    VALUE,
    NOTHING,
    FAILURE,
    CANCEL
  }

  @ParameterizedTest
  @EnumSource
  void aTurnEndsWithItsWorkHoweverThatEnds(End end) {
    Sinks.One<String> work = Sinks.one();
    Disposable first = take("first", work.asMono());
    take("second", Mono.never());
    take("next", Mono.never());
    switch (end) {
      case VALUE -> work.tryEmitValue("value");
      case NOTHING -> work.tryEmitEmpty();
      case FAILURE -> work.tryEmitError(new IOException("down"));
      case CANCEL -> first.dispose();
    }
    assertThat(begun).containsExactly("first", "second", "next");
    take("one too many", Mono.never());
    assertThat(begun).hasSize(3);
  }

  @Test
  void theUrgentGoFirst() {
    take("a", second());
    take("b", second());
    take("c", second());
    take(true, "urgent", second());
    take("d", second());
    time.advanceTimeBy(SECOND);
    assertThat(begun).containsExactly("a", "b", "urgent", "c");
  }

  @Test
  void whoIsCancelledWhileWaitingTakesNoTurn() {
    take("a", second());
    take("b", second());
    take("left", second()).dispose();
    take("c", second());
    time.advanceTimeBy(SECOND);
    assertThat(begun).containsExactly("a", "b", "c");
  }

  @Test
  void whoWaitsTooLongIsRejectedAndLeavesRoom() {
    take("a", Mono.never());
    take("b", Mono.never());
    for (int i = 0; i < QUEUED; i++) {
      take("waiting", Mono.never());
    }
    take("too many", Mono.never());
    assertThat(told)
        .singleElement()
        .isInstanceOfSatisfying(
            LimitExceededException.class,
            limit -> assertThat(limit.limit()).isEqualTo("max-exchanges-queued"));
    told.clear();
    time.advanceTimeBy(QUEUE_LIMIT);
    assertThat(told)
        .hasSize(QUEUED)
        .allSatisfy(limit -> assertThat(limit).asString().contains("max-exchanges-in-flight = 2"));
    told.clear();
    take("waiting", Mono.never());
    assertThat(told).isEmpty();
    assertThat(begun).containsExactly("a", "b");
  }

  @Test
  void afterTheEndNobodyBeginsAndNobodyWaits() {
    take("a", second());
    take("b", second());
    take("c", second());
    take(true, "urgent", second());
    turns.close();
    take("late", second());
    assertThat(told).hasSize(3).hasOnlyElementsOfType(EngineClosedException.class);
    time.advanceTimeBy(SECOND);
    assertThat(told).hasSize(5).contains(0L);
    assertThat(begun).containsExactly("a", "b");
  }

  @Test
  void workThatEndsAtOnceIsDoneInALongQueueWithoutALongStack() {
    int many = 100_000;
    Turns one = turns(1, many);
    Sinks.Empty<Void> first = Sinks.empty();
    one.take(false, first.asMono()).subscribe();
    var done = new AtomicInteger();
    for (int i = 0; i < many; i++) {
      one.take(false, Mono.fromRunnable(done::incrementAndGet)).subscribe();
    }
    first.tryEmitEmpty();
    assertThat(done).hasValue(many);
  }

  private final Turns shared =
      new Turns(
          new Exchanges(3, 10_000, Duration.ofMinutes(1), Duration.ofMinutes(1)),
          Schedulers.parallel());

  private static Mono<Long> moment() {
    return Mono.delay(Duration.ofNanos(1));
  }

  private Flux<Long> manyThreads(int count, Mono<Long> work) {
    return Flux.range(0, count)
        .flatMap(n -> shared.take(n % 7 == 0, work).subscribeOn(Schedulers.parallel()), 500);
  }

  @Test
  void theBoundHoldsOnManyThreads() {
    var underWay = new AtomicInteger();
    var most = new AtomicInteger();
    Mono<Long> work =
        Mono.defer(
            () -> {
              most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
              return moment().doOnNext(tick -> underWay.decrementAndGet());
            });
    assertThat(manyThreads(5_000, work).count().block(Duration.ofSeconds(30))).isEqualTo(5_000);
    assertThat(most).hasValue(3);
  }

  @Test
  void noTurnIsLostWhenManyAreCancelledJustWhenTheyBegin() {
    Flux.range(0, 5_000)
        .flatMap(
            n ->
                shared
                    .take(n % 7 == 0, moment())
                    .subscribeOn(Schedulers.parallel())
                    .timeout(Duration.ofMillis(n % 3), Mono.just(-1L)),
            100)
        .blockLast(Duration.ofSeconds(30));
    Sinks.Empty<Void> open = Sinks.empty();
    var begun = new CountDownLatch(3);
    for (int i = 0; i < 3; i++) {
      shared.take(false, open.asMono().doOnSubscribe(s -> begun.countDown())).subscribe();
    }
    assertThat(begun).satisfies(all -> assertThat(all.await(5, TimeUnit.SECONDS)).isTrue());
    open.tryEmitEmpty();
  }
}
