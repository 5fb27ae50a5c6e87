// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;
import tools.jackson.databind.JsonNode;

/** All simulated devices. */
final class Fleet implements AutoCloseable {

  private static final int STARTED_AT_ONCE = 25;
  private static final int STARTS_IN_FLIGHT = 24;
  private static final int MOST_RETRIES = 5;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

  private final FleetContext context;
  private final List<Device> signedIn;
  private final List<Device> pending;
  private final List<Device> toApprove;
  // one thread: a device has one turn at a time, and the processors are for the servers
  private final Scheduler timer = Schedulers.newSingle("fleet");
  private final Disposable.Composite lives;

  Fleet(FleetContext context) {
    Plan plan = context.plan();
    this.context = context;
    this.signedIn = devices("device", plan.sessions(), true);
    this.pending = devices("pending", plan.pending(), false);
    this.toApprove = new ArrayList<>(pending);
    Collections.shuffle(toApprove, new Random(plan.seed()));
    this.lives = Disposables.composite();
  }

  private List<Device> devices(String kind, int count, boolean approvesAtOnce) {
    return IntStream.range(0, count)
        .mapToObj(n -> device("%s-%05d".formatted(kind, n), n, approvesAtOnce))
        .toList();
  }

  private Device device(String name, int number, boolean approvesAtOnce) {
    return new Device(name, Installation.user(number), approvesAtOnce, context);
  }

  List<Device> devices() {
    var all = new ArrayList<>(signedIn);
    all.addAll(pending);
    return all;
  }

  long signedIn() {
    return devices().stream().filter(Device::isSignedIn).count();
  }

  /**
   * Signs the devices in, some at a time, and lets each live from its code on. Completes when those
   * that are approved at once have their handles; the others stay pending.
   */
  Mono<Void> signIn() {
    return Flux.fromIterable(devices())
        .buffer(STARTED_AT_ONCE)
        .flatMap(this::signIn, STARTS_IN_FLIGHT)
        .then();
  }

  private Mono<Void> signIn(List<Device> group) {
    Mono<Void> started =
        context
            .startSignIns(group.stream().map(Device::name).toList())
            .retryWhen(Retry.backoff(MOST_RETRIES, RETRY_AFTER))
            .flatMap(codes -> started(group, codes));
    return started
        .then(Mono.fromRunnable(() -> group.forEach(this::live)))
        .thenMany(Flux.interval(LOOK_AGAIN, timer).onBackpressureDrop())
        .takeUntil(look -> group.stream().allMatch(Device::isAsWanted))
        .then();
  }

  private static Mono<Void> started(List<Device> group, JsonNode started) {
    return Flux.range(0, group.size())
        .filter(n -> group.get(n).accept(started.get(n)))
        .flatMap(n -> group.get(n).begun())
        .then();
  }

  private void live(Device device) {
    lives.add(life(device).subscribe());
  }

  private Mono<Void> life(Device device) {
    return Mono.defer(device::turn)
        .publishOn(timer)
        .flatMap(wait -> Mono.delay(wait, timer))
        .repeat()
        .then();
  }

  /** Returns how many sign-ins nobody has approved yet. */
  int unapproved() {
    return toApprove.size();
  }

  /** Lets some of the pending sign-ins be approved, each at some moment within {@code spread}. */
  void approve(int count, Duration spread) {
    for (int i = 0; i < count && !toApprove.isEmpty(); i++) {
      Device device = toApprove.remove(toApprove.size() - 1);
      var wait = Duration.ofMillis(ThreadLocalRandom.current().nextLong(spread.toMillis() + 1));
      lives.add(
          Mono.defer(device::approve)
              .delaySubscription(wait, timer)
              .subscribe(
                  done -> {},
                  failure -> context.counts().error("approve: " + failure.getMessage())));
    }
  }

  /** Returns whether each device has read a valid token since {@code from}. */
  boolean isServedSince(long from) {
    return devices().stream().allMatch(device -> device.readAt() >= from);
  }

  @Override
  public void close() {
    lives.dispose();
    timer.dispose();
  }
}
