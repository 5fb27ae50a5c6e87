// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.FleetAuth;
import io.fleetauth.http.HttpOptions;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.mixedreality.MixedRealityStsClient;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.session.DeviceId;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.publisher.Mono;

/**
 * Reads the token of a Mixed Reality account in memory, beside that of the only device of a fleet.
 * Run: {@code java -jar benchmarks/target/benchmarks.jar StsReadBenchmark -prof gc}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 10, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 15, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class StsReadBenchmark {

  private final LoopbackSts sts = new LoopbackSts();
  private final HttpTransport transport = HttpTransport.create(HttpOptions.DEFAULTS);
  private final DeviceId[] devices = SignedInFleet.devices(1);
  private MixedRealityStsClient client;
  private FleetAuth fleet;

  @Setup
  public void signIn() {
    client =
        MixedRealityStsClient.builder(transport)
            .accountId(UUID.fromString("6f1c0c2b-7d0a-4f43-9a3e-0d8b5a1c2e3f"))
            .endpoint(sts.endpoint())
            .accountKey("a2V5")
            .build();
    client.token().block();
    fleet = SignedInFleet.of(devices);
  }

  @TearDown
  public void close() {
    fleet.close().block();
    client.close();
    transport.close().block();
    sts.close();
  }

  @Benchmark
  public Mono<AccessToken> fleetReturned() {
    return fleet.token(devices[0]);
  }

  @Benchmark
  public Mono<AccessToken> stsReturned() {
    return client.token();
  }

  @Benchmark
  public long fleetSubscribed(Reader reader) {
    long before = reader.came();
    fleet.token(devices[0]).subscribe(reader);
    return reader.cameSince(before);
  }

  @Benchmark
  public long stsSubscribed(Reader reader) {
    long before = reader.came();
    client.token().subscribe(reader);
    return reader.cameSince(before);
  }
}
