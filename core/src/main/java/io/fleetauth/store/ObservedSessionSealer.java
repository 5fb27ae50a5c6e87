// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store;

import static java.util.Objects.requireNonNull;

import io.fleetauth.observe.EngineObserver;
import io.fleetauth.session.DeviceSession;
import io.fleetauth.session.SealException;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SessionSealer;
import java.util.Locale;

/** Tells an observer of each record that does not open. */
public final class ObservedSessionSealer implements SessionSealer {

  private final SessionSealer sealer;
  private final EngineObserver observer;

  public ObservedSessionSealer(SessionSealer sealer, EngineObserver observer) {
    this.sealer = requireNonNull(sealer, "sealer");
    this.observer = requireNonNull(observer, "observer");
  }

  @Override
  public String seal(SessionKey key, DeviceSession session) {
    return sealer.seal(key, session);
  }

  @Override
  public DeviceSession open(SessionKey key, String sealed) {
    try {
      return sealer.open(key, sealed);
    } catch (SealException e) {
      observer.sealRefused(key.registration(), e.reason().name().toLowerCase(Locale.ROOT));
      throw e;
    }
  }
}
