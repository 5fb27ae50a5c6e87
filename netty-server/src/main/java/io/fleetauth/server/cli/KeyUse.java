// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import io.fleetauth.session.JweSessionSealer;
import io.fleetauth.session.SealException;
import io.fleetauth.session.SessionKey;
import io.fleetauth.store.SqliteSnapshot;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** Who needs a key. */
final class KeyUse {

  private KeyUse() {}

  /** Returns how many sessions of the store only open with that key. Blocks. */
  static long count(Path store, String kid) {
    var needing = new AtomicLong();
    try (var snapshot = SqliteSnapshot.open(store)) {
      snapshot.forEachSealed(
          (key, jwe) -> {
            if (needs(key, jwe, kid)) {
              needing.incrementAndGet();
            }
          });
    }
    return needing.get();
  }

  private static boolean needs(SessionKey key, String jwe, String kid) {
    try {
      return kid.equals(JweSessionSealer.kid(key, jwe));
    } catch (SealException e) {
      return false; // no key opens it
    }
  }
}
