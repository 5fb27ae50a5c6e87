// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.time;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/** The wheel in real time, with many threads. */
class TimerWheelThreadsTest {

  private static final int THREADS = 4;
  private static final int TASKS = 50_000;

  private final TimerWheel wheel = TimerWheel.create();

  @AfterEach
  void close() {
    wheel.dispose();
  }

  @Test
  void eachTaskRunsOnceOrIsCancelledWhateverTheThreads() throws InterruptedException {
    var ran = new AtomicInteger();
    var cancelled = new AtomicInteger();
    var early = new AtomicInteger();
    var kept = new CountDownLatch(THREADS * TASKS / 2);
    Runnable scheduling =
        () -> {
          for (int i = 0; i < TASKS; i++) {
            long deadline = System.nanoTime();
            int delay = ThreadLocalRandom.current().nextInt(300);
            long due = deadline + MILLISECONDS.toNanos(delay);
            boolean cancel = i % 2 == 0;
            Disposable task =
                wheel.schedule(
                    () -> {
                      ran.incrementAndGet();
                      if (System.nanoTime() < due) {
                        early.incrementAndGet();
                      }
                      if (!cancel) {
                        kept.countDown();
                      }
                    },
                    delay,
                    MILLISECONDS);
            if (cancel && !task.isDisposed()) {
              task.dispose();
              cancelled.incrementAndGet();
            }
          }
        };
    for (int i = 0; i < THREADS; i++) {
      new Thread(scheduling, "scheduling-" + i).start();
    }

    assertThat(kept.await(30, SECONDS)).isTrue();
    assertThat(early).hasValue(0);
    assertThat(ran.get()).isBetween(THREADS * TASKS / 2, THREADS * TASKS);
    assertThat(ran.get() + cancelled.get()).isGreaterThanOrEqualTo(THREADS * TASKS);
    assertThat(wheel.waiting()).isZero();
  }

  @Test
  void runsOnOneDaemonThreadThatMustNotBlock() throws InterruptedException {
    var thread = new Thread[1];
    var nonBlocking = new boolean[1];
    var done = new CountDownLatch(1);
    wheel.schedule(
        () -> {
          thread[0] = Thread.currentThread();
          nonBlocking[0] = Schedulers.isInNonBlockingThread();
          done.countDown();
        },
        20,
        MILLISECONDS);

    assertThat(done.await(10, SECONDS)).isTrue();
    assertThat(thread[0].getName()).startsWith("fleetauth-timer");
    assertThat(thread[0].isDaemon()).isTrue();
    assertThat(nonBlocking[0]).isTrue();
  }

  @Test
  void itsThreadEndsWhoeverDisposesIt() throws Exception {
    var thread = new CompletableFuture<Thread>();
    wheel.schedule(() -> thread.complete(Thread.currentThread()), 1, MILLISECONDS);
    thread.get(10, SECONDS);

    Schedulers.parallel().schedule(wheel::dispose);

    thread.get().join(SECONDS.toMillis(10));
    assertThat(thread.get().isAlive()).isFalse();
    assertThat(wheel.isDisposed()).isTrue();
  }
}
