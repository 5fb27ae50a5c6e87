// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetauth.http.ServiceRequest;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Signs a request for a token: all headers, beside nothing but the HMAC and the SHA-256 of the same
 * bytes by the JDK. Run: {@code java -jar benchmarks/target/benchmarks.jar
 * RequestSigningBenchmark}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 8, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 15, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class RequestSigningBenchmark {

  private static final String ALGORITHM = "HmacSHA256";
  private static final String KEY = "YWNjZXNzLWtleS1udW1iZXItb25lLTAxMjM0NTY3ODk=";
  private static final URI ADDRESS =
      URI.create(
          "https://contoso.communication.azure.com/identities/8%3Aacs%3A11111111-2222-3333-4444-"
              + "555555555555_0000000a-bbbb-cccc-dddd-eeeeeeeeeeee/:issueAccessToken"
              + "?api-version=2023-10-01");

  private final ServiceRequest request = request();
  private final AccessKeySigner signer = new AccessKeySigner(AccessKey.of(KEY), Clock.systemUTC());
  private final byte[] body = request.body();
  private final byte[] text = text();
  private final SecretKeySpec key = new SecretKeySpec(Base64.getDecoder().decode(KEY), ALGORITHM);

  private static ServiceRequest request() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("scopes", List.of("chat", "voip"));
    members.put("expiresInMinutes", 60);
    return ServiceRequest.of("token", "POST", ADDRESS).json(members);
  }

  private byte[] text() {
    return AccessKeySignature.stringToSign(
            "POST",
            ADDRESS.getRawPath() + "?" + ADDRESS.getRawQuery(),
            "Wed, 18 Oct 2023 15:34:15 GMT",
            ADDRESS.getHost(),
            AccessKeySignature.contentHash(body))
        .getBytes(UTF_8);
  }

  @Benchmark
  public Map<String, String> headers() {
    return signer.headers(request);
  }

  /** What a program would do by the book, each time. */
  @Benchmark
  public void bareJdk(Blackhole hole) throws GeneralSecurityException {
    hole.consume(MessageDigest.getInstance("SHA-256").digest(body));
    Mac mac = Mac.getInstance(ALGORITHM);
    mac.init(key);
    hole.consume(mac.doFinal(text));
  }
}
