// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store;

import static io.fleetauth.session.SessionStoreContract.PATIENCE;
import static io.fleetauth.session.SessionStoreContract.key;
import static io.fleetauth.session.SessionStoreContract.record;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fleetauth.session.SessionKey;
import io.fleetauth.session.StoreException;
import io.fleetauth.session.StoreException.Reason;
import io.fleetauth.store.SqliteSnapshot.Copy;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

class SqliteSnapshotTest {

  @TempDir Path folder;
  Path file;
  Path copy;

  @BeforeEach
  void names() {
    file = folder.resolve("sessions.db");
    copy = folder.resolve("copy.db");
  }

  private Copy copied() {
    try (var snapshot = SqliteSnapshot.open(file)) {
      return snapshot.copyTo(copy);
    }
  }

  private void fill(int sessions) {
    var store = SqliteSessionStore.open(file).block(PATIENCE);
    Flux.range(0, sessions)
        .flatMap(n -> store.replace(record(key("hmd-" + n), 1)), 1000)
        .blockLast(PATIENCE);
    store.close().block(PATIENCE);
  }

  private static long version(Path file, SessionKey key) {
    var store = SqliteSessionStore.open(file).block(PATIENCE);
    try {
      return store.find(key).block(PATIENCE).version();
    } finally {
      store.close().block(PATIENCE);
    }
  }

  @Test
  void aCopyOfAFileThatAnotherProcessWritesHoldsAllThatWasAcknowledged() throws IOException {
    Process writer = StoreProcess.start(file);
    try (BufferedReader versions = writer.inputReader()) {
      long acknowledged = StoreProcess.readTo(versions, 200);

      assertThat(copied().sessions()).isEqualTo(1);

      assertThat(version(copy, key("hmd-1"))).isGreaterThanOrEqualTo(acknowledged);
      long goesOn = StoreProcess.readTo(versions, acknowledged + 200);
      writer.destroyForcibly().onExit().join();
      Files.delete(copy);
      copied();
      assertThat(version(copy, key("hmd-1"))).isGreaterThanOrEqualTo(goesOn);
    } finally {
      writer.destroyForcibly();
    }
  }

  @Test
  void aCopyIsOfOneMomentAndChecked() {
    fill(0);
    var store = SqliteSessionStore.open(file).block(PATIENCE);
    var writes =
        Flux.range(0, 20_000).concatMap(n -> store.replace(record(key("hmd-" + n), 1))).subscribe();
    try {
      Copy made = copied();

      var reopened = SqliteSessionStore.open(copy).block(PATIENCE);
      // one after the other was written, so a moment is a beginning without a gap
      long found =
          Flux.range(0, (int) made.sessions())
              .concatMap(n -> reopened.find(key("hmd-" + n)))
              .count()
              .block(PATIENCE);
      assertThat(found).isEqualTo(made.sessions());
      reopened.close().block(PATIENCE);
    } finally {
      writes.dispose();
      store.close().block(PATIENCE);
    }
  }

  @Test
  void aCopyIsForItsOwnerOnlyAndAlone() throws IOException {
    fill(2_000);
    Copy made = copied();

    assertThat(made).isEqualTo(new Copy(2_000, Files.size(copy)));
    assertThat(Files.getPosixFilePermissions(copy))
        .containsExactlyInAnyOrder(OWNER_READ, OWNER_WRITE);
    try (var names = Files.list(folder)) {
      assertThat(names.map(name -> name.getFileName().toString()))
          .noneMatch(name -> name.startsWith("copy.db."));
    }
  }

  @Test
  void whatIsThereIsNotOverwritten() throws IOException {
    fill(1);
    Files.writeString(copy, "mine");

    assertThat(refused(Reason.NOT_WRITABLE))
        .hasMessage(copy + " is there already and is not overwritten");
    assertThat(copy).hasContent("mine");
  }

  private StoreException refused(Reason reason) {
    var refused = catchThrowableOfType(StoreException.class, this::copied);
    assertThat(refused).isNotNull();
    assertThat(refused.reason()).as(refused.getMessage()).isEqualTo(reason);
    return refused;
  }

  @Test
  void aPlaceThatCanNotBeWrittenIsNamed() throws IOException {
    fill(1);
    copy = Files.createFile(folder.resolve("file")).resolve("copy.db");

    assertThat(refused(Reason.NOT_WRITABLE)).hasMessageContaining(copy.toString());
  }

  @Test
  void whatIsNoStoreIsNotCopied() throws Exception {
    assertThat(refused(Reason.NOT_WRITABLE)).hasMessage("there is no session store " + file);

    Files.writeString(file, "no database ".repeat(1000));
    assertThat(refused(Reason.CORRUPT)).hasMessageStartingWith(file + " is damaged or no database");

    Files.delete(file);
    SqliteDatabase.open(file, List.of()).block(PATIENCE).close().block(PATIENCE);
    assertThat(refused(Reason.CORRUPT)).hasMessage(file + " is not a session store");

    try (SqlConnection connection = new SqliteFile(file).connect()) {
      connection.run("PRAGMA user_version = 99");
    }
    assertThat(refused(Reason.NEWER_SCHEMA)).hasMessageStartingWith(file + " has schema 99,");
    assertThat(copy).doesNotExist();
  }

  @Test
  void aDamagedFileIsNotCopied() throws IOException {
    fill(5_000);
    byte[] bytes = Files.readAllBytes(file);
    for (int at = 100_000; at < bytes.length; at++) {
      bytes[at] = (byte) (at * 31);
    }
    Files.write(file, bytes);

    assertThat(refused(Reason.CORRUPT)).hasMessageContaining(file + " is damaged");
    assertThat(copy).doesNotExist();
  }

  @Test
  void eachSealedRecordIsGiven() {
    fill(100);
    Map<SessionKey, String> given = new HashMap<>();
    try (var snapshot = SqliteSnapshot.open(file)) {
      snapshot.forEachSealed(given::put);
    }

    assertThat(given).hasSize(100).containsEntry(key("hmd-7"), record(key("hmd-7"), 1).sealed());
  }
}
