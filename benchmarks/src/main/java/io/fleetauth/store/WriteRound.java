// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store;

import static java.util.Objects.requireNonNullElse;

import com.sun.management.OperatingSystemMXBean;
import io.fleetauth.session.SessionStore;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Random;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One round of a measurement: tells when it is over and how fast it was. */
public final class WriteRound {

  private static final Duration LENGTH = Duration.ofMillis(1500);

  private final long begin = System.nanoTime();
  private final long cpu = cpuNanos();

  public boolean isRunning() {
    return System.nanoTime() - begin < LENGTH.toNanos();
  }

  public Speed speed(long writes) {
    double seconds = (System.nanoTime() - begin) / 1e9;
    return new Speed(writes / seconds, (cpuNanos() - cpu) / 1e3 / writes);
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  /** Writes through a store, {@code writers} at a time. */
  public static Speed stored(int writers, SessionStore store, WrittenFleet fleet) {
    var round = new WriteRound();
    Long writes =
        Flux.range(0, writers)
            .flatMap(writer -> round.write(writer, writers, store, fleet), writers)
            .filter(won -> won)
            .count()
            .block();
    return round.speed(requireNonNullElse(writes, 0L));
  }

  /** Each writer has devices of its own, so that it knows their versions. */
  private Flux<Boolean> write(int writer, int writers, SessionStore store, WrittenFleet fleet) {
    var devices = new Random(writer);
    int share = fleet.size() / writers;
    return Mono.defer(() -> store.replace(fleet.next(devices.nextInt(share) * writers + writer)))
        .repeat(this::isRunning);
  }

  /** Puts all sessions of a fleet into a store. */
  public static <S extends SessionStore> S fill(S store, WrittenFleet fleet) {
    Flux.range(0, fleet.size()).flatMap(n -> store.replace(fleet.next(n)), 1000).blockLast();
    return store;
  }

  /**
   * How fast a round was.
   *
   * @param cpuMicros CPU time of this process for each write
   */
  public record Speed(double perSecond, double cpuMicros) {

    public static final Speed NONE = new Speed(0, Double.MAX_VALUE);

    public Speed best(Speed other) {
      return new Speed(Math.max(perSecond, other.perSecond), Math.min(cpuMicros, other.cpuMicros));
    }

    /** Prints what two of them have to do with each other. */
    public static void print(int writers, Speed plain, Speed ours) {
      System.out.printf(
          "%8d %,12.0f %,12.0f %7.2f %14.1f %14.1f%n",
          writers,
          plain.perSecond,
          ours.perSecond,
          ours.perSecond / plain.perSecond,
          plain.cpuMicros,
          ours.cpuMicros);
    }

    /** Prints what the columns of {@link #print} are. */
    public static void printHead() {
      System.out.printf(
          "%8s %12s %12s %7s %14s %14s%n",
          "writers", "plain /s", "store /s", "ratio", "plain CPU us", "store CPU us");
    }
  }
}
