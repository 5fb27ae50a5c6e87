// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.peer;

import com.microsoft.aad.msal4j.IAccount;
import com.microsoft.aad.msal4j.IAuthenticationResult;
import com.microsoft.aad.msal4j.PublicClientApplication;
import com.microsoft.aad.msal4j.RefreshTokenParameters;
import com.microsoft.aad.msal4j.SilentParameters;
import java.net.MalformedURLException;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Reads a cached token through MSAL4J, one account a device. Run: {@code java -jar
 * benchmarks/target/benchmarks.jar Msal4jReadBenchmark -prof gc}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 10, time = 1)
public class Msal4jReadBenchmark {

  private static final Set<String> SCOPES = Set.of("api://fleet/read");

  @Param({"100", "10000"})
  int accounts;

  private PublicClientApplication client;
  private IAccount[] ids;

  @Setup
  public void signIn() throws MalformedURLException {
    client =
        PublicClientApplication.builder("fleet")
            .authority("https://login.example/tenant/")
            .instanceDiscovery(false)
            .httpClient(new Msal4jAuthority())
            .build();
    ids = IntStream.range(0, accounts).mapToObj(this::signIn).toArray(IAccount[]::new);
  }

  private IAccount signIn(int user) {
    String token = Msal4jAuthority.refreshToken(user);
    return client
        .acquireToken(RefreshTokenParameters.builder(SCOPES, token).build())
        .join()
        .account();
  }

  @Benchmark
  public IAuthenticationResult acquireTokenSilently() throws MalformedURLException {
    IAccount account = ids[ThreadLocalRandom.current().nextInt(ids.length)];
    return client.acquireTokenSilently(SilentParameters.builder(SCOPES, account).build()).join();
  }
}
