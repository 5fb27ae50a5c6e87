// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store;

import static io.fleetauth.session.SessionStoreContract.PATIENCE;
import static io.fleetauth.session.SessionStoreContract.key;
import static io.fleetauth.session.SessionStoreContract.record;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that is full and a file system that is read-only, also for root: a process of its own
 * mounts them where nobody else sees them.
 */
class StoreSurroundingsTest {

  @TempDir Path folder;

  @BeforeEach
  void requireMounts() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/unshare")), "there is no unshare here");
    var mounts = shell("mount -t tmpfs -o size=1m none " + folder);
    assumeTrue(mounts.isEmpty(), () -> "nothing can be mounted here: " + mounts);
  }

  /** Returns what the script said, in a mount namespace of its own. */
  private static List<String> shell(String script, String... arguments) throws IOException {
    var command = new ArrayList<>(List.of("/usr/bin/unshare", "-rm", "sh", "-ec", script, "sh"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      return new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
    } finally {
      process.destroyForcibly();
    }
  }

  private List<String> probe(String prepare) throws IOException {
    return shell(
        "mount -t tmpfs -o size=2m none $1; cd $1; "
            + prepare
            + "; exec $2 -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp $3 $4 $1/data.db",
        folder.toString(),
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        System.getProperty("java.class.path"),
        StoreProbe.class.getName());
  }

  @Test
  void aFullDiskIsToldLosesNothingAndEndsWithTheLackOfRoom() throws IOException {
    var said = probe("head -c 1000000 /dev/zero > ballast");

    assertThat(said).hasSize(3);
    assertThat(said.get(0))
        .startsWith("FULL " + folder + "/data.db has no room to grow; make room");
    assertThat(said.subList(1, 3)).containsExactly("all readable", "goes on");
  }

  @Test
  void aDiskThatIsFullFromTheBeginningIsToldToo() throws IOException {
    var said = probe("cat /dev/zero > ballast 2> /dev/null || true");

    assertThat(said).hasSize(1);
    assertThat(said.get(0))
        .startsWith("FULL " + folder + "/data.db has no room to grow; make room");
  }

  @Test
  void aFileOnAReadOnlyFileSystemIsNotWritable(@TempDir Path made) throws IOException {
    var store = SqliteSessionStore.open(made.resolve("data.db")).block(PATIENCE);
    store.replace(record(key("hmd-1"), 1)).block(PATIENCE);
    store.close().block(PATIENCE);

    assertThat(probe("cp %s/data.db .; mount -o remount,ro .".formatted(made)))
        .containsExactly(
            "NOT_WRITABLE %s/data.db cannot be written; look at the permissions of file and folder"
                .formatted(folder));
  }

  @Test
  void aReadOnlyFolderIsNotWritable() throws IOException {
    assertThat(probe("mount -o remount,ro ."))
        .containsExactly(
            "NOT_WRITABLE cannot create %s/data.db: Read-only file system".formatted(folder));
  }
}
