// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.signin;

import com.sun.management.OperatingSystemMXBean;
import io.fleetauth.FleetAuth;
import io.fleetauth.endpoint.UndecidedServer;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.PendingSignIn;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Tells what a pending sign-in costs: starts many that nobody approves, lets them poll, and prints
 * heap and CPU for each. The authorization server is in this process and free, the store is in
 * memory and sealed. Run: {@code java -Xmx2g -cp benchmarks/target/benchmarks.jar
 * io.fleetauth.signin.PendingSignInsDriver [sign-ins] [seconds]}.
 */
public final class PendingSignInsDriver {

  private static final int STARTING_AT_ONCE = 64;
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final ClientRegistration REGISTRATION =
      ClientRegistration.of(UndecidedServer.METADATA, "fleet").scopes("api://fleet/read");

  private final int signIns;
  private final Duration watched;
  private final UndecidedServer server = new UndecidedServer(Duration.ofMinutes(15), INTERVAL);

  private PendingSignInsDriver(int signIns, Duration watched) {
    this.signIns = signIns;
    this.watched = watched;
  }

  public static void main(String[] args) throws InterruptedException {
    int signIns = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 20;
    new PendingSignInsDriver(signIns, Duration.ofSeconds(seconds)).run();
  }

  private void run() throws InterruptedException {
    FleetAuth fleet =
        FleetAuth.builder(REGISTRATION)
            .authorizationServer(server)
            .maxPendingSignIns(signIns)
            .build();
    fleet.start().block();
    long before = heap();
    startAll(fleet);
    report(fleet, before);
    fleet.close().block();
  }

  private void startAll(FleetAuth fleet) {
    long begin = System.nanoTime();
    Flux.fromStream(IntStream.range(0, signIns).boxed())
        .flatMap(n -> start(fleet, n), STARTING_AT_ONCE)
        .blockLast();
    print("started", fleet.pendingSignIns(), "sign-ins");
    print("start, each", micros(System.nanoTime() - begin) / signIns, "us");
  }

  private static Mono<PendingSignIn> start(FleetAuth fleet, int n) {
    return fleet.startSignIn(new DeviceId("device-" + n), REGISTRATION.scopes(), null);
  }

  private void report(FleetAuth fleet, long before) throws InterruptedException {
    TimeUnit.SECONDS.sleep(2 * INTERVAL.toSeconds());
    long bytes = heap() - before;
    long polls = server.polls();
    long cpu = cpuNanos();
    long begin = System.nanoTime();
    TimeUnit.NANOSECONDS.sleep(watched.toNanos());
    double wall = System.nanoTime() - begin;
    long busy = cpuNanos() - cpu;
    long polled = server.polls() - polls;
    print("still pending", fleet.pendingSignIns(), "sign-ins");
    print("heap, each", (double) bytes / signIns, "B");
    print("polls", polled / wall * 1e9, "/s");
    print("polls wanted", (double) signIns / INTERVAL.toSeconds(), "/s");
    print("CPU", busy / wall, "s/s");
    print("CPU, each poll", micros(busy) / polled, "us");
    print("threads", Thread.activeCount(), "");
  }

  private static double micros(long nanos) {
    return nanos / 1_000.0;
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static void print(String what, double value, String unit) {
    System.out.printf("%-16s %,12.2f %s%n", what, value, unit);
  }
}
