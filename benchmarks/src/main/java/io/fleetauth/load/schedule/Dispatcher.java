// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.schedule;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.fleetauth.load.measure.Micros;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Starts arrivals when their schedule says so, never earlier, and keeps how late it was. Whether
 * the ones before have ended does not matter to it.
 */
public final class Dispatcher {

  private final Schedule schedule;
  private final Scheduler.Worker worker;
  private final LongSupplier nanos;
  private final LongConsumer arrivals;
  private final Histogram lateness = Micros.histogram();
  private final Sinks.Empty<Void> ended = Sinks.empty();
  private volatile boolean stopped;
  private long begin;
  private long due;

  /**
   * @param timer where arrivals are started, one after another
   * @param nanos a clock that never goes back
   * @param arrivals is told the moment at which the arrival was due, by {@code nanos}; must return
   *     soon and not throw
   */
  public Dispatcher(Schedule schedule, Scheduler timer, LongSupplier nanos, LongConsumer arrivals) {
    this.schedule = schedule;
    this.worker = timer.createWorker();
    this.nanos = nanos;
    this.arrivals = arrivals;
  }

  /**
   * Starts with the first arrival, and completes when the last one has been started. To be
   * subscribed once.
   *
   * @param begin moment zero of the schedule, by the clock
   */
  public Mono<Void> run(long begin) {
    return Mono.fromRunnable(() -> start(begin)).then(ended.asMono());
  }

  private void start(long from) {
    begin = from;
    due = schedule.next();
    waitFor(due);
  }

  private void waitFor(long next) {
    if (next == Schedule.END || stopped) {
      end();
      return;
    }
    long left = begin + next - nanos.getAsLong();
    worker.schedule(this::turn, Math.max(0, left), NANOSECONDS);
  }

  private void turn() {
    long now = nanos.getAsLong() - begin;
    while (due <= now && !stopped) {
      lateness.recordValue(Micros.of(now - due));
      arrivals.accept(begin + due);
      due = schedule.next();
      now = nanos.getAsLong() - begin;
    }
    waitFor(due);
  }

  private void end() {
    ended.tryEmitEmpty();
    worker.dispose();
  }

  /** Starts no more arrivals. Idempotent. */
  public void stop() {
    stopped = true;
    ended.tryEmitEmpty();
  }

  /** Returns how late arrivals were started, in microseconds; it goes on changing during a run. */
  public Histogram lateness() {
    return lateness;
  }
}
