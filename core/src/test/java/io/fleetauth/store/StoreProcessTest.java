// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store;

import static io.fleetauth.session.SessionStoreContract.PATIENCE;
import static io.fleetauth.session.SessionStoreContract.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.session.StoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.test.StepVerifier;

/** Two processes, and one that is killed. */
class StoreProcessTest {

  @TempDir Path folder;

  @Test
  void aSecondProcessIsRefusedUntilTheFirstIsDeadAndThenFindsAllThatWasAcknowledged()
      throws IOException {
    Path file = folder.resolve("sessions.db");
    Process writer = StoreProcess.start(file);
    long acknowledged;
    try (BufferedReader versions = writer.inputReader()) {
      StoreProcess.readTo(versions, 200);
      StepVerifier.create(SqliteSessionStore.open(file))
          .expectErrorSatisfies(StoreProcessTest::isInUse)
          .verify(PATIENCE);
      acknowledged = StoreProcess.readTo(versions, 1000);
      writer.destroyForcibly().onExit().join();
    } finally {
      writer.destroyForcibly();
    }

    var store = SqliteSessionStore.open(file).block(PATIENCE);
    long least = acknowledged;
    StepVerifier.create(store.find(key("hmd-1")))
        .assertNext(found -> assertThat(found.version()).isGreaterThanOrEqualTo(least))
        .expectComplete()
        .verify(PATIENCE);
    store.close().block(PATIENCE);
  }

  private static void isInUse(Throwable error) {
    assertThat(error)
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.reason()).isEqualTo(StoreException.Reason.IN_USE))
        .hasMessageContaining("sessions.db is in use by another process");
  }
}
