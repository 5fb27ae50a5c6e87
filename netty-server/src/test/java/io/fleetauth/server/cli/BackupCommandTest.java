// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.server.DataFolder;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.DeviceSession.State;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SessionRecord;
import io.fleetauth.store.SqliteSessionStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** While a store is open, as a gateway has it. */
class BackupCommandTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;
  DataFolder data;
  SqliteSessionStore store;
  Path copy;

  @BeforeEach
  void open() {
    data = new DataFolder(folder.resolve("data"));
    copy = folder.resolve("copy.db");
    store = SqliteSessionStore.open(data.sessions()).block(PATIENCE);
    Flux.range(0, 1_234).flatMap(n -> store.replace(record(n)), 500).blockLast(PATIENCE);
  }

  @AfterEach
  void close() {
    store.close().block(PATIENCE);
  }

  private static SessionRecord record(int n) {
    var key = new SessionKey("glasses", new DeviceId("hmd-" + n));
    return new SessionRecord(
        key, 1, State.SIGNED_IN, null, null, null, null, Instant.EPOCH, "sealed-" + n);
  }

  private CommandRun run(int exitCode, String... more) {
    var run = new CommandRun(folder.resolve("home"));
    var arguments = new ArrayList<>(List.of("backup", "--to", copy.toString()));
    arguments.addAll(List.of(more));

    assertThat(run.run(arguments.toArray(String[]::new))).as(run.err()).isEqualTo(exitCode);

    return run;
  }

  @Test
  void saysWhatWasCopiedAndTheCopyIsAStore() {
    assertThat(run(0, "--data", "" + data.root()).out())
        .startsWith(copy + ": 1,234 sessions of " + data.sessions() + ", ")
        .endsWith(
            "It opens only with the keys in %s: keep a copy of those in another place.\n"
                .formatted(data.sealingKeys()));

    SqliteSessionStore restored = SqliteSessionStore.open(copy).block(PATIENCE);
    assertThat(restored.find(record(77).key()).block(PATIENCE)).isEqualTo(record(77));
    restored.close().block(PATIENCE);
  }

  @Test
  void forProgramsItIsOneLine() {
    assertThat(run(0, "--data", "" + data.root(), "-o", "json").out())
        .startsWith(
            "{\"event\":\"backed_up\",\"file\":\"" + copy + "\",\"sessions\":1234,\"bytes\":");
  }

  @Test
  void whatIsThereIsNotOverwritten() {
    run(0, "--data", "" + data.root());

    assertThat(run(8, "--data", "" + data.root()).err())
        .isEqualTo("fleetauth: " + copy + " is there already and is not overwritten\n");
  }

  @Test
  void aFolderWithoutAStoreIsNamed() {
    assertThat(run(8, "--data", "" + folder).err())
        .isEqualTo("fleetauth: there is no session store " + folder.resolve("sessions.db") + "\n");
    assertThat(copy).doesNotExist();
  }
}
