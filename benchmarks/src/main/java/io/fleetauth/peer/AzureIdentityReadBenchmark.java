// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.peer;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.ClientSecretCredential;
import com.azure.identity.ClientSecretCredentialBuilder;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Reads the one cached token of an azure-identity credential. Run: {@code java -jar
 * benchmarks/target/benchmarks.jar AzureIdentityReadBenchmark -prof gc}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 10, time = 1)
public class AzureIdentityReadBenchmark {

  private final TokenRequestContext request =
      new TokenRequestContext().addScopes("api://fleet/.default");
  private ClientSecretCredential credential;

  @Setup
  public void signIn() {
    credential =
        new ClientSecretCredentialBuilder()
            .tenantId("tenant")
            .clientId("fleet")
            .clientSecret("secret")
            .disableInstanceDiscovery()
            .httpClient(new AzureAuthority())
            .build();
    getToken();
  }

  @Benchmark
  public @Nullable AccessToken getToken() {
    return credential.getToken(request).block();
  }

  @Benchmark
  public AccessToken getTokenSync() {
    return credential.getTokenSync(request);
  }
}
