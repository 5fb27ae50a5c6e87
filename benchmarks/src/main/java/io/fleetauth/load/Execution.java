// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load;

import io.fleetauth.load.fleet.Flow;
import io.fleetauth.load.fleet.FlowChoice;
import io.fleetauth.load.measure.Measurements;
import io.fleetauth.load.probe.Processors;
import io.fleetauth.load.probe.ServerProbe;
import io.fleetauth.load.report.Second;
import io.fleetauth.load.report.ServerSample;
import io.fleetauth.load.schedule.Dispatcher;
import io.fleetauth.load.schedule.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A run from its first arrival to its last answer: starts what is due, looks at it each second, and
 * keeps apart what belongs to the warm-up. An arrival belongs to the phase in which it was due.
 */
final class Execution {

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration DRAIN_LOOK = Duration.ofMillis(10);
  private static final double NANOS = 1e9;

  /** A look at the border belongs to what was before. */
  private static final double HALF_A_LOOK = 0.5;

  private final Settings settings;
  private final FlowChoice flows;
  private final Scheduler timer;
  private final LongSupplier nanos;
  private final ServerProbe probe;
  private final Runnable onMeasured;
  private final BiConsumer<Boolean, Second> onSecond;
  private final Dispatcher dispatcher;
  private final Measurements warmUp;
  private final Measurements measured;
  private final Sampler warmUpSampler;
  private final Sampler sampler;
  private final List<Second> series = new ArrayList<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicReference<@Nullable ServerSample> server = new AtomicReference<>();
  private boolean measuring;
  private volatile long begin;
  private volatile long measuredNanos;
  private volatile boolean interrupted;

  /**
   * @param arrivals where arrivals are started
   * @param timer for everything else that waits
   * @param onMeasured is run when the measured time begins
   * @param onSecond is told each second, and whether it belongs to the measured time
   */
  Execution(
      Settings settings,
      Schedule schedule,
      FlowChoice flows,
      Scheduler arrivals,
      Scheduler timer,
      LongSupplier nanos,
      ServerProbe probe,
      Runnable onMeasured,
      BiConsumer<Boolean, Second> onSecond) {
    this.settings = settings;
    this.flows = flows;
    this.timer = timer;
    this.nanos = nanos;
    this.probe = probe;
    this.onMeasured = onMeasured;
    this.onSecond = onSecond;
    this.dispatcher = new Dispatcher(schedule, arrivals, nanos, this::arrive);
    this.warmUp = new Measurements(nanos);
    this.measured = new Measurements(nanos);
    var processors = new Processors();
    this.warmUpSampler = new Sampler(warmUp, processors);
    this.sampler = new Sampler(measured, processors);
  }

  /**
   * Completes when all is over; {@code stop} ends it early. To be subscribed once.
   *
   * @param stop completes when the user has had enough
   */
  Mono<Void> run(Mono<Void> stop) {
    return Mono.defer(
        () -> {
          begin = nanos.getAsLong();
          Mono<Void> work = dispatcher.run(begin).then(drained());
          Mono<Void> end = stop.publishOn(timer).doOnSuccess(now -> interrupted = true);
          return Flux.interval(LOOK, timer)
              .onBackpressureDrop()
              .doOnNext(this::look)
              .takeUntilOther(Mono.firstWithSignal(work, end))
              .then()
              .doOnTerminate(this::end);
        });
  }

  private void arrive(long due) {
    boolean warm = due - begin < settings.warmUp().toNanos();
    if (!warm && !measuring) {
      measuring = true;
      dispatcher.lateness().reset();
      onMeasured.run();
    }
    Measurements seen = warm ? warmUp : measured;
    Flow flow = flows.next();
    if (inFlight.get() >= settings.maxInFlight()) {
      seen.dropped("%,d were under way (--max-in-flight)".formatted(settings.maxInFlight()));
      return;
    }
    Mono<Void> work = flow.start(due, seen);
    if (work == null) {
      seen.dropped("no device was free (--devices)");
      return;
    }
    inFlight.incrementAndGet();
    seen.started();
    work.doFinally(
            signal -> {
              inFlight.decrementAndGet();
              seen.ended();
            })
        .subscribe();
  }

  /** Completes when nothing is under way any more, or the wait for that is over. */
  private Mono<Void> drained() {
    return Flux.interval(Duration.ZERO, DRAIN_LOOK, timer)
        .onBackpressureDrop()
        .filter(look -> inFlight.get() == 0)
        .next()
        .timeout(settings.drain(), Mono.empty(), timer)
        .then();
  }

  private void look(long count) {
    probe.look().doOnNext(server::set).subscribe();
    double at = (nanos.getAsLong() - begin - settings.warmUp().toNanos()) / NANOS;
    boolean warm = at < HALF_A_LOOK;
    Second second = (warm ? warmUpSampler : sampler).take(at, server.get());
    if (!warm) {
      series.add(second);
    }
    onSecond.accept(!warm, second);
  }

  private void end() {
    dispatcher.stop();
    long passed = nanos.getAsLong() - begin - settings.warmUp().toNanos();
    long planned = settings.duration().toNanos();
    measuredNanos = interrupted ? Math.max(1, Math.min(passed, planned)) : planned;
    measured.close();
    double at = passed / NANOS;
    Second last = sampler.take(at, server.get());
    if (!last.operations().isEmpty() && at > 0) {
      series.add(last);
    }
  }

  Measurements measured() {
    return measured;
  }

  /** Returns the seconds of the measured time; complete when the run is over. */
  List<Second> series() {
    return List.copyOf(series);
  }

  Histogram lateness() {
    return dispatcher.lateness();
  }

  double measuredSeconds() {
    return measuredNanos / NANOS;
  }

  boolean interrupted() {
    return interrupted;
  }
}
