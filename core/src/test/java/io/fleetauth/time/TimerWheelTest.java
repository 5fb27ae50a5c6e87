// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.time;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.test.scheduler.VirtualTimeScheduler;

class TimerWheelTest {

  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final Wall wall = new Wall(time);
  private final TimerWheel wheel = new TimerWheel(time, () -> time.now(NANOSECONDS), wall);
  private final List<String> ran = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 9, 10, 11, 999, 5_000, 40_959, 40_960, 40_961, 900_000})
  void aDelayIsNeverEarlyAndAtMostTwoTicksLate(long millis) {
    time.advanceTimeBy(Duration.ofMillis(3));
    wheel.schedule(() -> ran.add("it"), millis, MILLISECONDS);

    time.advanceTimeBy(Duration.ofMillis(millis).minusNanos(1));
    assertThat(ran).isEmpty();
    time.advanceTimeBy(Duration.ofMillis(20));
    assertThat(ran).containsExactly("it");
    assertThat(wheel.waiting()).isZero();
  }

  @Test
  void randomDelaysRunInOrderNeverEarlyAndOnTime() {
    var random = new Random(1);
    List<Long> lateness = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      time.advanceTimeBy(Duration.ofNanos(random.nextInt(5_000_000)));
      long delay = random.nextLong(Duration.ofMinutes(3).toNanos());
      long deadline = time.now(NANOSECONDS) + delay;
      wheel.schedule(() -> lateness.add(time.now(NANOSECONDS) - deadline), delay, NANOSECONDS);
    }
    time.advanceTimeBy(Duration.ofMinutes(4));

    assertThat(lateness).hasSize(20_000);
    assertThat(lateness).allMatch(late -> late >= 0 && late <= 2 * TimerWheel.TICK_NANOS);
  }

  @Test
  void sameDeadlineRunsInTheOrderOfScheduling() {
    for (int i = 0; i < 5; i++) {
      String name = "task " + i;
      wheel.schedule(() -> ran.add(name), 1, SECONDS);
    }
    time.advanceTimeBy(Duration.ofSeconds(2));
    assertThat(ran).containsExactly("task 0", "task 1", "task 2", "task 3", "task 4");
  }

  @Test
  void runsAllThatAStalledTickMissedInOrderOfDeadlines() {
    var clock = new long[1];
    var stalled = new TimerWheel(time, () -> clock[0], wall);
    stalled.schedule(() -> ran.add("90 s"), 90, SECONDS);
    stalled.schedule(() -> ran.add("7 s"), 7, SECONDS);
    stalled.schedule(() -> ran.add("48 s"), 48, SECONDS);
    stalled.schedule(() -> ran.add("121 s"), 121, SECONDS);

    clock[0] = Duration.ofSeconds(120).toNanos();
    time.advanceTimeBy(TimerWheel.TICK);

    assertThat(ran).containsExactly("7 s", "48 s", "90 s");
    assertThat(stalled.waiting()).isEqualTo(1);
  }

  @Test
  void aTaskScheduledForATickThatIsAlreadyPastRunsAtTheNextOne() {
    var behind = new long[] {0, 0};
    var overtaken = new TimerWheel(time, () -> behind[(int) behind[1]], wall);
    behind[0] = Duration.ofSeconds(60).toNanos();
    time.advanceTimeBy(TimerWheel.TICK);
    behind[1] = 1; // this thread read the clock long ago
    overtaken.schedule(() -> ran.add("late"), 5, SECONDS);
    behind[1] = 0;
    behind[0] += TimerWheel.TICK_NANOS;
    time.advanceTimeBy(TimerWheel.TICK);

    assertThat(ran).containsExactly("late");
  }

  @Test
  void periodicTasksKeepTheirRateAndCatchUp() {
    Disposable often = wheel.schedulePeriodically(() -> ran.add("."), 0, 4, MILLISECONDS);
    time.advanceTimeBy(Duration.ofSeconds(1));
    assertThat(ran).hasSize(251);
    often.dispose();
    time.advanceTimeBy(Duration.ofSeconds(1));
    assertThat(ran).hasSize(251);
    assertThat(wheel.waiting()).isZero();
  }

  @Test
  void aPeriodicTaskMayCancelItself() {
    var self = new Disposable[1];
    Runnable once =
        () -> {
          ran.add(".");
          self[0].dispose();
        };
    self[0] = wheel.schedulePeriodically(once, 5, 5, SECONDS);
    time.advanceTimeBy(Duration.ofMinutes(1));
    assertThat(ran).hasSize(1);
    assertThat(wheel.waiting()).isZero();
  }

  @Test
  void aCancelledTaskNeitherRunsNorStays() {
    Disposable first = wheel.schedule(() -> ran.add("first"), 5, SECONDS);
    wheel.schedule(() -> ran.add("second"), 5, SECONDS);
    first.dispose();
    first.dispose();

    assertThat(first.isDisposed()).isTrue();
    assertThat(wheel.waiting()).isEqualTo(1);
    time.advanceTimeBy(Duration.ofSeconds(6));
    assertThat(ran).containsExactly("second");
  }

  @Test
  void aTaskThatIsDueInTheSameTickCanStillBeCancelled() {
    var second = new Disposable[1];
    wheel.schedule(() -> second[0].dispose(), 5, SECONDS);
    second[0] = wheel.schedule(() -> ran.add("second"), 5, SECONDS);
    time.advanceTimeBy(Duration.ofSeconds(6));
    assertThat(ran).isEmpty();
  }

  @Test
  void aTaskThatThrowsHarmsNoOther() {
    wheel.schedule(this::fail, 5, SECONDS);
    wheel.schedule(() -> ran.add("same tick"), 5, SECONDS);
    wheel.schedule(() -> ran.add("later"), 6, SECONDS);
    wheel.schedule(this::fail);
    Disposable periodic = wheel.schedulePeriodically(this::fail, 1, 1, SECONDS);
    time.advanceTimeBy(Duration.ofSeconds(7));

    assertThat(ran).containsExactly("same tick", "later");
    assertThat(periodic.isDisposed()).isFalse();
  }

  @Test
  void anImmediateTaskDoesNotWaitForTheTick() {
    wheel.schedule(() -> ran.add("now"));
    wheel.schedule(() -> ran.add("zero"), 0, SECONDS);
    wheel.schedule(() -> ran.add("negative"), -1, SECONDS);
    time.advanceTimeBy(Duration.ZERO);
    assertThat(ran).containsExactly("now", "zero", "negative");
  }

  @Test
  void aWorkerEndsWithItsTasks() {
    Scheduler.Worker worker = wheel.createWorker();
    worker.schedule(() -> ran.add("now"));
    Disposable removed = worker.schedule(() -> ran.add("removed"), 1, SECONDS);
    worker.schedule(() -> ran.add("1 s"), 1, SECONDS);
    worker.schedule(() -> ran.add("9 s"), 9, SECONDS);
    worker.schedulePeriodically(() -> ran.add("2 s"), 2, 2, SECONDS);
    removed.dispose();
    time.advanceTimeBy(Duration.ofSeconds(3));
    worker.dispose();
    time.advanceTimeBy(Duration.ofSeconds(30));

    assertThat(ran).containsExactly("now", "1 s", "2 s");
    assertThat(wheel.waiting()).isZero();
    assertThat(worker.isDisposed()).isTrue();
    assertThatThrownBy(() -> worker.schedule(() -> {}, 1, SECONDS))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void aDisposedWheelDropsWhatWaitsAndRejects() {
    wheel.schedule(() -> ran.add("never"), 1, SECONDS);
    wheel.dispose();
    time.advanceTimeBy(Duration.ofSeconds(5));

    assertThat(ran).isEmpty();
    assertThat(wheel.waiting()).isZero();
    assertThat(wheel.isDisposed()).isTrue();
    assertThatThrownBy(() -> wheel.schedule(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> wheel.schedule(() -> {}, 1, SECONDS))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void nowFollowsTheMonotonicTimeByTicks() {
    wall.offset = Duration.ofDays(20_000);
    var later = new TimerWheel(time, () -> time.now(NANOSECONDS), wall);
    time.advanceTimeBy(Duration.ofMillis(1_234));
    assertThat(later.clock().instant())
        .isEqualTo(Instant.EPOCH.plus(wall.offset).plusMillis(1_230));
    assertThat(later.now(MILLISECONDS)).isEqualTo(later.clock().millis());
  }

  @Test
  void nowJumpsForwardWithTheWallClockAndNeverBackwards() {
    time.advanceTimeBy(Duration.ofSeconds(1));
    wall.offset = Duration.ofHours(8); // the machine slept
    time.advanceTimeBy(TimerWheel.TICK);
    assertThat(wheel.now(MILLISECONDS)).isEqualTo(Duration.ofHours(8).toMillis() + 1_010);

    wall.offset = Duration.ZERO; // somebody set the clock back
    time.advanceTimeBy(Duration.ofSeconds(1));
    assertThat(wheel.now(MILLISECONDS)).isEqualTo(Duration.ofHours(8).toMillis() + 2_010);
  }

  @Test
  void drivesTheOperatorsOfReactor() {
    Mono.delay(Duration.ofSeconds(5), wheel).subscribe(tick -> ran.add("delay"));
    Flux.interval(Duration.ofSeconds(4), wheel).take(2).subscribe(tick -> ran.add("interval"));
    Mono.never()
        .timeout(Duration.ofSeconds(6), wheel)
        .subscribe(never -> {}, e -> ran.add(e.getClass().getSimpleName()));
    time.advanceTimeBy(Duration.ofSeconds(5).minusNanos(1));
    assertThat(ran).containsExactly("interval");
    time.advanceTimeBy(Duration.ofSeconds(5));

    assertThat(ran).containsExactly("interval", "delay", "TimeoutException", "interval");
    assertThat(wheel.waiting()).isZero();
  }

  @Test
  void aMillionCancelledDelaysLeaveNothing() {
    Runnable task = () -> ran.add("never");
    for (int i = 0; i < 1_000_000; i++) {
      wheel.schedule(task, 15, SECONDS).dispose();
    }
    assertThat(wheel.waiting()).isZero();
    time.advanceTimeBy(Duration.ofMinutes(1));
    assertThat(ran).isEmpty();
  }

  private void fail() {
    throw new IllegalStateException("expected by this test");
  }

  /** Virtual time plus an offset. */
  private static final class Wall extends Clock {

    private final VirtualTimeScheduler time;
    private Duration offset = Duration.ZERO;

    Wall(VirtualTimeScheduler time) {
      this.time = time;
    }

    @Override
    public Instant instant() {
      return Instant.EPOCH.plusNanos(time.now(NANOSECONDS)).plus(offset);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
