// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Ids by which a request is found in the logs of both sides; no secrets. */
public final class RequestIds {

  private RequestIds() {}

  /** Returns a new one; {@code UUID.randomUUID} may block an event loop. */
  public static String next() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }
}
