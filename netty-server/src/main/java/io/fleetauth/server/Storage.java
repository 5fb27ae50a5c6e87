// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server;

import static java.util.Objects.requireNonNull;

import io.fleetauth.server.config.ConfigException;
import io.fleetauth.server.config.StoreSection;
import io.fleetauth.session.SessionStore;
import io.fleetauth.store.SqliteSessionStore;
import io.fleetauth.store.postgres.PostgresOptions;
import io.fleetauth.store.postgres.PostgresSessionStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import reactor.core.scheduler.Scheduler;

/** Where a gateway keeps its sessions, and the keys that go with them. */
record Storage(StoreSection section, DataFolder folder) {

  /** Opens the store; blocks. */
  SessionStore open(Scheduler timer) throws IOException {
    PostgresOptions shared = section.options();
    return requireNonNull(
        shared == null
            ? SqliteSessionStore.open(folder.sessions()).block()
            : PostgresSessionStore.open(shared, timer).block());
  }

  /**
   * Returns the file of the keys that seal sessions. With a shared store it must be there: a
   * gateway that made its own could not read what the others wrote.
   */
  Path sealingKeys() {
    Path file = keys().sealingKeys();
    if (section.keys() != null && !Files.exists(file)) {
      throw new ConfigException(
          "gateway.store.keys: "
              + file
              + " is not there; copy it from another gateway, or make it with 'fleetauth keys"
              + " create'");
    }
    return file;
  }

  /** Returns the file of the key that signs ID tokens. */
  Path signingKey() {
    return keys().root().resolve("gateway-signing-key.json");
  }

  private DataFolder keys() {
    return section.keys() == null ? folder : new DataFolder(section.keys());
  }
}
