// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fleetauth.FleetAuth;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.session.DeviceId;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
import reactor.core.publisher.Mono;

/**
 * Reads the token of a random device that is signed in, beside the bare maps that are the limit.
 * Run: {@code java -jar benchmarks/target/benchmarks.jar TokenReadBenchmark -prof gc}, with {@code
 * -t 2} for two readers.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms4g", "-Xmx4g"})
@Warmup(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 15, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class TokenReadBenchmark {

  /** Which devices are read; the keys are those that the maps hold. */
  @State(Scope.Benchmark)
  public static class Devices {

    @Param({"1000", "100000", "1000000"})
    int sessions;

    private DeviceId[] ids;

    @Setup
    public void name() {
      ids = SignedInFleet.devices(sessions);
    }

    DeviceId any() {
      return ids[ThreadLocalRandom.current().nextInt(ids.length)];
    }
  }

  /** The limit: a map and nothing else. */
  @State(Scope.Benchmark)
  public static class Maps {

    private final Cache<DeviceId, AccessToken> caffeine = Caffeine.newBuilder().build();
    private final ConcurrentMap<DeviceId, AccessToken> hashMap = new ConcurrentHashMap<>();

    @Setup
    public void fill(Devices devices) {
      Instant now = Instant.now();
      for (DeviceId device : devices.ids) {
        AccessToken token = SignedInFleet.token(device, now);
        caffeine.put(device, token);
        hashMap.put(device, token);
      }
    }
  }

  /** An engine with every session in memory. */
  @State(Scope.Benchmark)
  public static class Fleet {

    private FleetAuth fleet;

    @Setup
    public void signIn(Devices devices) {
      fleet = SignedInFleet.of(devices.ids);
    }

    @TearDown
    public void close() {
      fleet.close().block();
    }
  }

  @Benchmark
  public @Nullable AccessToken rawConcurrentHashMap(Devices devices, Maps maps) {
    return maps.hashMap.get(devices.any());
  }

  @Benchmark
  public @Nullable AccessToken rawCaffeine(Devices devices, Maps maps) {
    return maps.caffeine.getIfPresent(devices.any());
  }

  @Benchmark
  public @Nullable AccessToken peek(Devices devices, Fleet fleet) {
    return fleet.fleet.peek(devices.any());
  }

  @Benchmark
  public Mono<AccessToken> tokenReturned(Devices devices, Fleet fleet) {
    return fleet.fleet.token(devices.any());
  }

  @Benchmark
  public long tokenSubscribed(Devices devices, Fleet fleet, Reader reader) {
    long before = reader.came();
    fleet.fleet.token(devices.any()).subscribe(reader);
    return reader.cameSince(before);
  }
}
