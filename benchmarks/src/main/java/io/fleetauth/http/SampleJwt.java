// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Base64;

/** A token with the claims and the length of those of the Mixed Reality STS; signed by nobody. */
public final class SampleJwt {

  private static final String HEADER =
      "{\"alg\":\"RS256\",\"kid\":\"0123456789ABCDEF0123456789ABCDEF01234567\","
          + "\"x5t\":\"ASNFZ4mrze8BI0VniavN7wEjRWc\",\"typ\":\"JWT\"}";

  private static final String CLAIMS =
      "{\"jti\":\"0b3f3a52-9c61-4a0e-8a57-3d1c2b4e5f60\","
          + "\"cai\":\"6f1c0c2b-7d0a-4f43-9a3e-0d8b5a1c2e3f\","
          + "\"aid\":\"6f1c0c2b-7d0a-4f43-9a3e-0d8b5a1c2e3f\","
          + "\"tid\":\"00000000-0000-0000-0000-000000000000\",\"aao\":-1,\"apr\":\"eastus\","
          + "\"rid\":\"/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/fleet"
          + "/providers/Microsoft.MixedReality/remoteRenderingAccounts/glasses\","
          + "\"att\":\"Default\",\"nbf\":%1$d,\"exp\":%2$d,\"iat\":%1$d,"
          + "\"iss\":\"https://sts.eastus.mixedreality.azure.com/\","
          + "\"aud\":\"https://manage.sa.eastus.mixedreality.azure.com/\"}";

  private static final int SIGNATURE_BYTES = 256;

  private SampleJwt() {}

  /** Returns one that lives a day from {@code now}. */
  public static String ofADay(Instant now) {
    long seconds = now.getEpochSecond();
    String claims = CLAIMS.formatted(seconds, seconds + 86_400);
    return encoded(HEADER.getBytes(UTF_8))
        + "."
        + encoded(claims.getBytes(UTF_8))
        + "."
        + encoded(new byte[SIGNATURE_BYTES]);
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
