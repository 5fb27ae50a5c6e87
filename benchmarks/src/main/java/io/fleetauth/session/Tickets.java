// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Seals nothing: keeps each session and gives out a ticket. Lets a benchmark fill a store with a
 * million sessions in seconds; {@link SealingBenchmark} measures the sealing itself.
 */
public final class Tickets implements SessionSealer {

  private final Map<SessionKey, DeviceSession> kept = new ConcurrentHashMap<>();

  @Override
  public String seal(SessionKey key, DeviceSession session) {
    kept.put(key, session);
    return "ticket";
  }

  @Override
  public DeviceSession open(SessionKey key, String sealed) {
    DeviceSession session = kept.get(key);
    if (session == null) {
      throw new IllegalArgumentException("no ticket was given out for " + key);
    }
    return session;
  }
}
