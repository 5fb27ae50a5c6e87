// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store;

import static io.fleetauth.session.SessionStoreContract.PATIENCE;
import static io.fleetauth.session.SessionStoreContract.key;

import io.fleetauth.session.DeviceSession.State;
import io.fleetauth.session.SessionRecord;
import io.fleetauth.session.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Opens the store that is its argument and writes until that fails; removes the file {@code
 * ballast} beside it and goes on. Prints each outcome.
 */
final class StoreProbe {

  private static final String SEALED = "x".repeat(4000);

  private final SqliteSessionStore store;
  private int acknowledged;

  private StoreProbe(SqliteSessionStore store) {
    this.store = store;
  }

  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    try {
      new StoreProbe(SqliteSessionStore.open(file).block(PATIENCE)).run(file);
    } catch (StoreException e) {
      tell(e);
    }
  }

  private void run(Path file) throws IOException {
    try {
      while (true) {
        write();
      }
    } catch (StoreException e) {
      tell(e);
    }
    System.out.println(readable() == acknowledged ? "all readable" : "lost");
    Files.delete(file.resolveSibling("ballast"));
    write();
    System.out.println(readable() == acknowledged ? "goes on" : "lost");
    store.close().block(PATIENCE);
  }

  private void write() {
    var record =
        new SessionRecord(
            key("hmd-" + acknowledged),
            1,
            State.SIGNED_IN,
            null,
            null,
            null,
            null,
            Instant.EPOCH,
            SEALED);
    store.replace(record).block(PATIENCE);
    acknowledged++;
  }

  private int readable() {
    int found = 0;
    for (int n = 0; n < acknowledged; n++) {
      found += store.find(key("hmd-" + n)).block(PATIENCE) == null ? 0 : 1;
    }
    return found;
  }

  private static void tell(StoreException e) {
    System.out.println(e.reason() + " " + e.getMessage());
  }
}
