// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.Identity;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Seals and opens a session with an access token of 1,500 and a refresh token of 1,000 characters,
 * about what Entra gives. Run: {@code java -jar benchmarks/target/benchmarks.jar SealingBenchmark}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 15, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class SealingBenchmark {

  private static final Scopes SCOPES = Scopes.of("api://fleet/read openid profile offline_access");

  private final SessionSealer sealer =
      new JweSessionSealer(KeyRing.generate(new SecureRandom(), Instant.now()));
  private final SessionKey key = new SessionKey("glasses", new DeviceId("glasses-000001"));
  private final SignedIn session = session();
  private final String sealed = sealer.seal(key, session);

  private static SignedIn session() {
    Instant now = Instant.now();
    var access =
        new AccessToken("a".repeat(1500), "Bearer", SCOPES, now, now.plusSeconds(3600), null);
    var identity =
        new Identity(
            "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0",
            "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ",
            "ada@example.com",
            "Ada Lovelace",
            "00000000-0000-0000-66f3-3332eca7ea81",
            "72f988bf-86f1-41af-91ab-2d7cd011db47",
            true);
    return new SignedIn(
        new RefreshToken("r".repeat(1000)),
        SCOPES,
        Map.of(SCOPES, access),
        identity,
        now,
        now,
        now.plusSeconds(3000),
        null,
        SecretHash.of("handle"));
  }

  @Benchmark
  public String seal() {
    return sealer.seal(key, session);
  }

  @Benchmark
  public DeviceSession open() {
    return sealer.open(key, sealed);
  }
}
