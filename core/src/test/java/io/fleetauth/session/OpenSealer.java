// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Seals nothing, is fast, and can be told to fail like a store that is down. */
public final class OpenSealer implements SessionSealer {

  /** Whether sealing fails. */
  public boolean down;

  /** How often it failed. */
  public int refused;

  /** Whose records do not open. */
  public final Set<SessionKey> unreadable = new HashSet<>();

  private final Map<String, DeviceSession> sealed = new ConcurrentHashMap<>();
  private final AtomicLong writes = new AtomicLong();

  @Override
  public String seal(SessionKey key, DeviceSession session) {
    if (down) {
      refused++;
      throw new UncheckedIOException(new IOException("the store is down"));
    }
    String text = Long.toString(writes.incrementAndGet());
    sealed.put(text, session);
    return text;
  }

  @Override
  public DeviceSession open(SessionKey key, String text) {
    if (unreadable.contains(key)) {
      throw new SealException(SealException.Reason.MALFORMED, "no key for " + key);
    }
    return sealed.get(text);
  }
}
