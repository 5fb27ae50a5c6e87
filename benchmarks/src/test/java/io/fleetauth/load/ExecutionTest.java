// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fleetauth.load.Settings.Arrivals;
import io.fleetauth.load.fleet.Flow;
import io.fleetauth.load.fleet.FlowChoice;
import io.fleetauth.load.fleet.KeyChoice;
import io.fleetauth.load.measure.Measurements;
import io.fleetauth.load.measure.Operation;
import io.fleetauth.load.measure.OperationFigures;
import io.fleetauth.load.probe.ServerProbe;
import io.fleetauth.load.report.Second;
import io.fleetauth.load.schedule.Rate;
import io.fleetauth.load.schedule.RateSchedule;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Time is virtual: the server takes exactly as long as a test says. */
class ExecutionTest {

  private static final Duration WARM_UP = Duration.ofSeconds(2);
  private static final Duration DURATION = Duration.ofSeconds(10);

  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final LongSupplier nanos = () -> time.now(NANOSECONDS);
  private final Sinks.Empty<Void> stop = Sinks.empty();

  /** A server that handles one request after another. */
  private final class OneByOne implements Flow {

    private final Duration each;
    private long free;

    OneByOne(Duration each) {
      this.each = each;
    }

    @Override
    public Operation operation() {
      return Operation.REFRESH;
    }

    @Override
    public Mono<Void> start(long due, Measurements seen) {
      long begin = Math.max(free, nanos.getAsLong());
      free = begin + each.toNanos();
      return Mono.delay(Duration.ofNanos(free - nanos.getAsLong()), time)
          .doOnNext(done -> seen.success(operation(), due, begin))
          .then();
    }
  }

  @Test
  void latencyCountsFromTheMomentAnArrivalWasDue() {
    // 10 a second arrive, 5 a second are served: the queue grows, as an honest figure shows
    Execution execution = run(settings(1_000), new OneByOne(Duration.ofMillis(200)));

    OperationFigures seen = execution.measured().of(Operation.REFRESH);
    assertThat(seen.latency().getTotalCount()).isEqualTo(100);
    assertThat(seen.service().getMaxValue()).isCloseTo(200_000, within(200L));
    // the last of 120 is due at 11.9 s and served at 24 s
    assertThat(seen.latency().getMaxValue()).isCloseTo(12_100_000, within(15_000L));
    assertThat(seen.latency().getMinValue()).isCloseTo(2_200_000, within(3_000L));
  }

  @Test
  void theWarmUpIsApart() {
    Execution execution = run(settings(1_000), new OneByOne(Duration.ofMillis(1)));

    assertThat(execution.measured().startedCount()).isEqualTo(100);
    assertThat(execution.measured().of(Operation.REFRESH).latency().getTotalCount()).isEqualTo(100);
    assertThat(execution.series()).hasSize(10);
    assertThat(execution.series())
        .extracting(second -> second.operations().get("refresh").count())
        .allMatch(count -> count >= 9 && count <= 11);
  }

  @Test
  void whatArrivesAtTheLimitIsDroppedAndCounted() {
    Execution execution = run(settings(4), new OneByOne(Duration.ofMillis(200)));

    long started = execution.measured().startedCount();
    long dropped = execution.measured().droppedCount();
    assertThat(started + dropped).isEqualTo(100);
    assertThat(started).isBetween(50L, 54L);
    assertThat(execution.measured().drops()).containsOnlyKeys("4 were under way (--max-in-flight)");
    assertThat(execution.series().stream().mapToLong(Second::dropped).sum()).isEqualTo(dropped);
  }

  @Test
  void anArrivalThatNobodyIsFreeForIsDroppedAndCounted() {
    Flow nobody =
        new Flow() {
          @Override
          public Operation operation() {
            return Operation.REFRESH;
          }

          @Override
          public @Nullable Mono<Void> start(long due, Measurements seen) {
            return null;
          }
        };

    Execution execution = run(settings(10), nobody);

    assertThat(execution.measured().drops())
        .isEqualTo(Map.of("no device was free (--devices)", 100L));
    assertThat(execution.measured().startedCount()).isZero();
  }

  @Test
  void whatDoesNotEndIsWaitedForAndThenCountedAsUnfinished() {
    Execution execution = run(settings(1_000), new OneByOne(Duration.ofHours(1)));

    assertThat(execution.measured().inFlight()).isEqualTo(100);
    assertThat(execution.interrupted()).isFalse();
  }

  @Test
  void stoppingEndsTheRunWithWhatWasMeasured() {
    var execution = execution(settings(1_000), new OneByOne(Duration.ofMillis(1)));
    var verifier =
        StepVerifier.create(execution.run(stop.asMono()))
            .then(
                () -> {
                  time.advanceTimeBy(Duration.ofMillis(5_050));
                  stop.tryEmitEmpty();
                  time.advanceTime();
                });

    verifier.expectComplete().verify(Duration.ofSeconds(5));

    assertThat(execution.interrupted()).isTrue();
    assertThat(execution.measuredSeconds()).isCloseTo(3.05, within(0.001));
    assertThat(execution.measured().startedCount()).isEqualTo(31);
    time.advanceTimeBy(DURATION);
    assertThat(execution.measured().startedCount()).isEqualTo(31);
  }

  private Execution run(Settings settings, Flow flow) {
    Execution execution = execution(settings, flow);
    StepVerifier.create(execution.run(stop.asMono()))
        .then(() -> time.advanceTimeBy(Duration.ofMinutes(1)))
        .expectComplete()
        .verify(Duration.ofSeconds(5));
    return execution;
  }

  private Execution execution(Settings settings, Flow flow) {
    return new Execution(
        settings,
        RateSchedule.even(settings.rate(), WARM_UP, DURATION),
        new FlowChoice(Map.of(flow, 1), () -> 0),
        time,
        time,
        nanos,
        ServerProbe.NONE,
        () -> {},
        (measured, second) -> {});
  }

  private static Settings settings(int maxInFlight) {
    return new Settings(
        Scenario.REFRESH,
        Map.of(Operation.REFRESH, 1),
        Rate.of("10/s"),
        Arrivals.EVEN,
        WARM_UP,
        DURATION,
        Duration.ofSeconds(30),
        1,
        KeyChoice.UNIFORM,
        false,
        Duration.ZERO,
        Duration.ZERO,
        maxInFlight,
        10,
        Duration.ofSeconds(10),
        1);
  }
}
