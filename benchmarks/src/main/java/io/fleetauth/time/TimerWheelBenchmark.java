// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.time;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Schedules a wait and gives it up, as each exchange does with its time-out, while others wait.
 * Run: {@code java -jar benchmarks/target/benchmarks.jar TimerWheelBenchmark -prof gc}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 15, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class TimerWheelBenchmark {

  private static final int LEAST_SECONDS = 5;
  private static final int MOST_SECONDS = 900;

  @Param({"0", "100000"})
  int waiting;

  private TimerWheel wheel;
  private Scheduler threadPool;
  private HashedWheelTimer netty;

  @Setup
  public void fill() {
    wheel = TimerWheel.create();
    threadPool = Schedulers.newSingle("pool", true);
    netty = new HashedWheelTimer();
    for (int i = 0; i < waiting; i++) {
      scheduleOn(wheel);
      scheduleOn(threadPool);
      scheduleOnNetty();
    }
  }

  @TearDown
  public void stop() {
    wheel.dispose();
    threadPool.dispose();
    netty.stop();
  }

  @Benchmark
  public Disposable timerWheel() {
    Disposable task = scheduleOn(wheel);
    task.dispose();
    return task;
  }

  @Benchmark
  public Disposable scheduledThreadPool() {
    Disposable task = scheduleOn(threadPool);
    task.dispose();
    return task;
  }

  @Benchmark
  public boolean nettyHashedWheelTimer() {
    return scheduleOnNetty().cancel();
  }

  private static Disposable scheduleOn(Scheduler timer) {
    return timer.schedule(TimerWheelBenchmark::nothing, seconds(), TimeUnit.SECONDS);
  }

  private Timeout scheduleOnNetty() {
    return netty.newTimeout(due -> nothing(), seconds(), TimeUnit.SECONDS);
  }

  private static int seconds() {
    return ThreadLocalRandom.current().nextInt(LEAST_SECONDS, MOST_SECONDS);
  }

  private static void nothing() {}
}
