// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load;

import io.fleetauth.http.HttpOptions;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.load.ServerUnderTest.ControlAddress;
import io.fleetauth.load.ServerUnderTest.People;
import io.fleetauth.load.client.Approver;
import io.fleetauth.load.client.Control;
import io.fleetauth.load.client.FormWalker;
import io.fleetauth.load.client.OAuthClient;
import io.fleetauth.load.client.Target;
import io.fleetauth.load.client.TargetFinder;
import io.fleetauth.load.client.Wire;
import io.fleetauth.load.fleet.FlowChoice;
import io.fleetauth.load.measure.Operation;
import io.fleetauth.load.probe.BothProbes;
import io.fleetauth.load.probe.ProcessProbe;
import io.fleetauth.load.probe.PrometheusProbe;
import io.fleetauth.load.probe.ServerProbe;
import io.fleetauth.load.report.LoadResult;
import io.fleetauth.load.schedule.HerdSchedule;
import io.fleetauth.load.schedule.RateSchedule;
import io.fleetauth.load.schedule.Schedule;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** One run against one server: looks at it, signs a fleet in, loads it. Running blocks. */
final class LoadRun implements AutoCloseable {

  private static final LongSupplier NANOS = System::nanoTime;
  private static final Duration LOOK_LIMIT = Duration.ofSeconds(30);

  private Settings settings;
  private final ServerUnderTest server;
  private final List<Map<String, Object>> faults;
  private final Progress progress;
  private final Wire wire;
  private final Wire besides;
  private final HttpTransport transport;
  private final Scheduler arrivals = Schedulers.newSingle("arrivals");
  private final Scheduler timer = Schedulers.newParallel("waits", 1);

  /**
   * @param faults scripts that the authority plays while it is measured
   */
  LoadRun(
      Settings settings,
      ServerUnderTest server,
      List<Map<String, Object>> faults,
      Progress progress) {
    this.settings = settings;
    this.server = server;
    this.faults = faults;
    this.progress = progress;
    this.wire = new Wire(settings.connections(), settings.timeout(), server.trusted(), NANOS);
    this.besides = new Wire(2, settings.timeout(), server.trusted(), NANOS);
    this.transport = HttpTransport.create(HttpOptions.DEFAULTS.withTrusted(server.trusted()));
  }

  /**
   * Returns what came of it; throws when it can not begin.
   *
   * @param told the settings to keep with the result
   * @param stop completes when the user has had enough
   */
  LoadResult run(Map<String, String> told, Mono<Void> stop) {
    Target target =
        block(
            new TargetFinder(transport, besides)
                .find(server.issuer(), server.clientId(), server.kind()));
    settings = settings.suited(target.isGateway());
    requireUseful(target);
    progress.line("Server   " + target.issuer() + (target.isGateway() ? ", a gateway" : ""));
    Cast cast = cast(target);
    int fleet = cast.recruit(stop);
    FlowChoice flows = cast.flows(settings.weights());
    var random = new SplittableRandom(settings.seed());
    Execution execution =
        new Execution(
            settings,
            schedule(random, fleet),
            flows,
            arrivals,
            timer,
            NANOS,
            probe(target),
            wire.waits()::reset,
            progress::second);
    Instant startedAt = Instant.now().plus(settings.warmUp());
    try {
      play();
      execution.run(stop).block();
    } finally {
      stopPlaying();
    }
    var results = new Results(settings, target, startedAt, told);
    return results.of(execution, wire.waits(), fleet);
  }

  private void requireUseful(Target target) {
    if (settings.weights().containsKey(Operation.TOKEN_READ) && !target.isGateway()) {
      throw new LoadException(
          "reads need a Fleetauth gateway, and " + target.issuer() + " is none");
    }
    if (settings.needsApprover() && target.deviceAuthorization() == null) {
      throw new LoadException(
          "the metadata of " + target.issuer() + " names no device_authorization_endpoint");
    }
  }

  private Cast cast(Target target) {
    var client =
        new OAuthClient(wire, target, server.authentication(), server.clientId(), server.scope());
    return new Cast(settings, client, approver(), timer, NANOS, progress);
  }

  private Approver approver() {
    People people = server.people();
    if (people != null) {
      return new FormWalker(wire, people.names(), people.password());
    }
    Control control = control(wire);
    if (control != null) {
      return control;
    }
    if (settings.needsApprover()) {
      throw new LoadException(
          "somebody has to approve sign-ins: give --approve-user with --approve-password-file, or"
              + " --control-url with --control-token-file");
    }
    return prompt -> Mono.never();
  }

  private @Nullable Control control(Wire over) {
    ControlAddress address = server.control();
    return address == null ? null : new Control(over, address.base(), address.token(), null);
  }

  private Schedule schedule(SplittableRandom random, int fleet) {
    Duration end = settings.warmUp().plus(settings.duration());
    if (settings.herd()) {
      int size = fleet == 0 ? settings.devices() : fleet;
      return new HerdSchedule(size, settings.warmUp(), settings.herdEvery(), end);
    }
    return switch (settings.arrivals()) {
      case EVEN -> RateSchedule.even(settings.rate(), settings.warmUp(), settings.duration());
      case POISSON ->
          RateSchedule.poisson(
              settings.rate(), settings.warmUp(), settings.duration(), random::nextDouble);
    };
  }

  private ServerProbe probe(Target target) {
    URI read = target.read();
    URI page =
        server.metrics() == null && read != null ? read.resolve("/metrics") : server.metrics();
    ServerProbe metrics = page == null ? ServerProbe.NONE : new PrometheusProbe(besides, page);
    Long pid = server.pid();
    return pid == null ? metrics : new BothProbes(metrics, ProcessProbe.of(pid));
  }

  private void play() {
    if (!faults.isEmpty()) {
      Control control = control(besides);
      if (control == null) {
        throw new LoadException("--fault needs --control-url of a Fleetauth authority");
      }
      Flux.fromIterable(faults).concatMap(control::play).blockLast(LOOK_LIMIT);
    }
  }

  private void stopPlaying() {
    Control control = control(besides);
    if (!faults.isEmpty() && control != null) {
      control.stopPlaying().onErrorComplete().block(LOOK_LIMIT);
    }
  }

  private static <T> T block(Mono<T> mono) {
    T value = mono.block(LOOK_LIMIT);
    if (value == null) {
      throw new IllegalStateException("empty");
    }
    return value;
  }

  /** Closes all connections. Blocks. */
  @Override
  public void close() {
    arrivals.dispose();
    timer.dispose();
    wire.close();
    besides.close();
    transport.close().block(LOOK_LIMIT);
  }
}
