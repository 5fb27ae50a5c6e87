// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.time;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Waits for many at the price of one: a single 10 ms tick drives a hashed timing wheel, so that a
 * waiting task costs 48 bytes, and a cancelled one nothing.
 *
 * <p>A task is never early and at most two ticks late while the thread keeps up; after a stall all
 * that was missed is run in order. Tasks of the same deadline run in the order in which they were
 * scheduled, one after the other on one thread: they must be short and must not block. One that
 * throws is logged and harms no other. Scheduling and cancelling are thread-safe and O(1).
 *
 * <p>{@link #now} is the time of the last tick, read from memory. It follows the wall clock
 * forward, also over a suspension of the machine, and never goes backwards.
 */
public final class TimerWheel implements Scheduler {

  /** How exact waiting is. */
  public static final Duration TICK = Duration.ofMillis(10);

  static final long TICK_NANOS = TICK.toNanos();

  /** One turn takes 41 seconds: a longer wait is looked at once in each. */
  private static final int BUCKETS = 4096;

  /** 73 years, so that sums do not overflow. */
  private static final long LONGEST = Long.MAX_VALUE >> 2;

  private final Scheduler base;
  private final boolean ownsBase;
  private final Worker thread;
  private final LongSupplier nanos;
  private final Clock wall;
  private final long origin;
  private final TimerBucket[] buckets;

  private long ticks; // only touched by the tick
  private long wallOffset; // only touched by the tick
  private volatile long now;
  private volatile boolean disposed;

  /** Starts a wheel on a daemon thread of its own, by the system's clocks. */
  public static TimerWheel create() {
    var thread = Schedulers.newSingle("fleetauth-timer", true);
    return new TimerWheel(thread, true, System::nanoTime, Clock.systemUTC());
  }

  /**
   * Starts a wheel whose tick runs on one worker of {@code base}.
   *
   * @param nanos monotonic time that deadlines count on, in nanoseconds from any origin
   * @param wall where {@link #now} starts and what it follows forward
   */
  public TimerWheel(Scheduler base, LongSupplier nanos, Clock wall) {
    this(base, false, nanos, wall);
  }

  private TimerWheel(Scheduler base, boolean ownsBase, LongSupplier nanos, Clock wall) {
    this.base = requireNonNull(base, "base");
    this.ownsBase = ownsBase;
    this.nanos = requireNonNull(nanos, "nanos");
    this.wall = requireNonNull(wall, "wall");
    this.origin = nanos.getAsLong();
    this.buckets =
        IntStream.range(0, BUCKETS).mapToObj(at -> new TimerBucket()).toArray(TimerBucket[]::new);
    this.wallOffset = wallNanos();
    this.now = wallOffset;
    this.thread = base.createWorker();
    thread.schedulePeriodically(this::tick, TICK_NANOS, TICK_NANOS, NANOSECONDS);
  }

  /** Runs it as soon as the thread is free, without waiting for a tick. */
  @Override
  public TimedTask schedule(Runnable task) {
    return start(new TimedTask(Schedulers.onSchedule(task), 0), 0);
  }

  @Override
  public TimedTask schedule(Runnable task, long delay, TimeUnit unit) {
    return start(new TimedTask(Schedulers.onSchedule(task), 0), unit.toNanos(delay));
  }

  /** Runs it at a fixed rate; when several turns are due at one tick they run one after another. */
  @Override
  public TimedTask schedulePeriodically(
      Runnable task, long initialDelay, long period, TimeUnit unit) {
    return start(
        new TimedTask(Schedulers.onSchedule(task), periodNanos(period, unit)),
        unit.toNanos(initialDelay));
  }

  /** Returns the period, but at least 100 µs, lest the thread do nothing else. */
  static long periodNanos(long period, TimeUnit unit) {
    return Math.max(100_000, Math.min(unit.toNanos(period), LONGEST));
  }

  @Override
  public Worker createWorker() {
    return new TimerWorker(this);
  }

  @Override
  public long now(TimeUnit unit) {
    return unit.convert(now, NANOSECONDS);
  }

  /** Returns {@link #now} as a clock in UTC: cheap, and exact to a tick. */
  public Clock clock() {
    return new TickClock(this, ZoneOffset.UTC);
  }

  /** Returns how many tasks wait; looks at every bucket. */
  public int waiting() {
    int sum = 0;
    for (TimerBucket bucket : buckets) {
      sum += bucket.size();
    }
    return sum;
  }

  /**
   * Stops the tick and drops what waits; later tasks are rejected. A thread of its own ends by
   * itself at the next tick: ending it from here would take its lock, and may be asked for on an
   * event loop.
   */
  @Override
  public void dispose() {
    disposed = true;
    for (TimerBucket bucket : buckets) {
      bucket.clear();
    }
    if (!ownsBase) {
      thread.dispose();
    }
  }

  @Override
  public boolean isDisposed() {
    return disposed;
  }

  TimedTask start(TimedTask task, long delay) {
    if (disposed) {
      throw Exceptions.failWithRejected();
    }
    task.deadline = nanos.getAsLong() - origin + Math.max(0, Math.min(delay, LONGEST));
    if (delay <= 0 && !task.isPeriodic()) {
      thread.schedule(task::run);
    } else {
      insert(task);
    }
    return task;
  }

  private void insert(TimedTask task) {
    long tick = Math.floorDiv(task.deadline + TICK_NANOS - 1, TICK_NANOS);
    while (true) {
      long passed = bucket(tick).insert(task, tick);
      if (passed == TimerBucket.INSERTED) {
        break;
      }
      tick = passed + 1; // the tick overtook us: take the next one
    }
    if (disposed || task.isDisposed()) {
      task.unlink();
    }
  }

  private TimerBucket bucket(long tick) {
    return buckets[(int) (tick & (BUCKETS - 1))];
  }

  private void tick() {
    if (disposed && ownsBase) {
      base.dispose();
      return;
    }
    long elapsed = nanos.getAsLong() - origin;
    wallOffset = Math.max(wallOffset, wallNanos() - elapsed);
    now = Math.max(now, wallOffset + elapsed);
    for (long last = elapsed / TICK_NANOS; ticks < last; ) {
      ticks++;
      fire(bucket(ticks).take(ticks));
    }
  }

  private void fire(@Nullable TimedTask due) {
    while (due != null) {
      TimedTask next = due.detachNext();
      due.run();
      if (due.isPeriodic()) {
        repeat(due);
      }
      due = next;
    }
  }

  private void repeat(TimedTask task) {
    task.deadline += task.period;
    while (!task.isDisposed() && !disposed && task.deadline <= ticks * TICK_NANOS) {
      task.run();
      task.deadline += task.period;
    }
    if (!task.isDisposed()) {
      insert(task);
    }
  }

  private long wallNanos() {
    Instant instant = wall.instant();
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }
}
