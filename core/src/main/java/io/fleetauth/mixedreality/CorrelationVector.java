// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.mixedreality;

import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/** Makes values of {@code X-MRC-CV}, by which the service's operators find a call. */
final class CorrelationVector {

  private static final int BYTES = 16;

  private CorrelationVector() {}

  /** Returns 22 characters of base64; others each time. Not a secret. */
  static String next() {
    var bytes = new byte[BYTES];
    ThreadLocalRandom.current().nextBytes(bytes);
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }
}
