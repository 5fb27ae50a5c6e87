// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store;

import static io.fleetauth.session.SessionStoreContract.NOW;
import static io.fleetauth.session.SessionStoreContract.PATIENCE;
import static io.fleetauth.session.SessionStoreContract.hashed;
import static io.fleetauth.session.SessionStoreContract.key;
import static io.fleetauth.session.SessionStoreContract.record;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.session.SecretHash;
import io.fleetauth.session.SessionRecord;
import io.fleetauth.session.SessionStore;
import io.fleetauth.session.SessionStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class SqliteSessionStoreTest implements SessionStoreContract {

  @TempDir Path folder;
  SqliteSessionStore store;

  @BeforeEach
  void open() {
    store = open(folder.resolve("data/sessions.db"));
  }

  private static SqliteSessionStore open(Path file) {
    return SqliteSessionStore.open(file).block(PATIENCE);
  }

  @AfterEach
  void close() {
    store.close().block(PATIENCE);
  }

  @Override
  public SessionStore store() {
    return store;
  }

  @Test
  void everythingIsThereAfterCloseAndReopen() {
    var full = record(key("hmd-1"), 1, NOW.plusNanos(789), "Zoë 🥽", "code", "handle");
    store.replace(full).block(PATIENCE);
    close();
    open();

    StepVerifier.create(store.find(key("hmd-1"))).expectNext(full).verifyComplete();
    StepVerifier.create(store.findByHash(SecretHash.of("handle")))
        .expectNext(full)
        .verifyComplete();
    StepVerifier.create(store.due(NOW.plusSeconds(1), 5)).expectNext(full).verifyComplete();
    StepVerifier.create(store.replace(hashed("hmd-1", 2, null, null)))
        .expectNext(true)
        .verifyComplete();
  }

  @Test
  void everyAcknowledgedWriteSurvivesACrash() throws IOException {
    write(1, 500);
    for (int crash = 0; crash < 5; crash++) {
      write(crash + 2, 500);
      SqliteSessionStore copy = open(copyWhileOpen("crash-" + crash));
      try {
        long version = crash + 2;
        for (int i = 0; i < 500; i += 7) {
          StepVerifier.create(copy.find(key("hmd-" + i)))
              .expectNext(record(key("hmd-" + i), version))
              .verifyComplete();
        }
      } finally {
        copy.close().block(PATIENCE);
      }
    }
  }

  private void write(long version, int count) {
    Long won =
        Flux.range(0, count)
            .flatMap(i -> store.replace(record(key("hmd-" + i), version)), count)
            .filter(written -> written)
            .count()
            .block(PATIENCE);
    assertThat(won).isEqualTo(count);
  }

  /** What a killed process leaves: the file and its log, and no orderly end. */
  private Path copyWhileOpen(String name) throws IOException {
    Path copy = Files.createDirectory(folder.resolve(name)).resolve("sessions.db");
    for (String suffix : List.of("", "-wal")) {
      Files.copy(folder.resolve("data/sessions.db" + suffix), Path.of(copy + suffix));
    }
    return copy;
  }

  @Test
  void writesThatArriveTogetherShareACommit() {
    long before = store.commits();
    write(1, 5000);

    assertThat(store.commits() - before).isBetween(5L, 500L);
  }

  @Test
  void filesAreForTheirOwnerOnly() throws IOException {
    store.replace(record(key("hmd-1"), 1)).block(PATIENCE);

    for (String name : List.of("sessions.db", "sessions.db-wal")) {
      assertThat(Files.getPosixFilePermissions(folder.resolve("data").resolve(name)))
          .containsExactlyInAnyOrder(OWNER_READ, OWNER_WRITE);
    }
  }

  @Test
  void aDuplicateHashFailsOnlyItsOwnWriteOfTheGroup() {
    store.replace(hashed("owner", 1, "code", null)).block(PATIENCE);

    List<Boolean> outcomes =
        Flux.range(0, 200)
            .flatMapSequential(
                i ->
                    store
                        .replace(hashed("hmd-" + i, 1, i % 10 == 3 ? "code" : null, null))
                        .onErrorReturn(false),
                200)
            .collectList()
            .block(PATIENCE);

    for (int i = 0; i < 200; i++) {
      assertThat(outcomes.get(i)).as("write " + i).isEqualTo(i % 10 != 3);
      StepVerifier.create(store.find(key("hmd-" + i)).map(SessionRecord::version))
          .expectNextCount(i % 10 == 3 ? 0 : 1)
          .verifyComplete();
    }
  }
}
