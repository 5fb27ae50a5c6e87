// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.service;

import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/** Makes values of {@code MS-CV}, which name an answer in the logs of a service. */
final class CorrelationVector {

  private static final int BYTES = 16;

  private CorrelationVector() {}

  /** Returns 22 letters of base64 and {@code .0}; another each time. */
  static String next() {
    var bytes = new byte[BYTES];
    ThreadLocalRandom.current().nextBytes(bytes);
    return Base64.getEncoder().withoutPadding().encodeToString(bytes) + ".0";
  }
}
