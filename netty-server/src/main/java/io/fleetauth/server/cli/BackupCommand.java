// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import io.fleetauth.server.DataFolder;
import io.fleetauth.store.SqliteSnapshot;
import io.fleetauth.store.SqliteSnapshot.Copy;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Copies the sessions of a gateway. */
@Command(
    name = "backup",
    description = {
      "Copy the sessions of a gateway, also while it runs, as they are at one moment; the copy is"
          + " checked. It stays sealed and holds no key: keep a copy of sealing-keys.json apart.",
      "To restore, stop the gateway, remove sessions.db-wal and sessions.db-shm, put the copy in"
          + " the place of sessions.db, start again."
    },
    mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "./data",
      description = "Data folder of the gateway; default ${DEFAULT-VALUE}.")
  Path data = Path.of("data");

  @Option(
      names = "--to",
      paramLabel = "FILE",
      required = true,
      description = "The copy; must not be there yet.")
  Path to = Path.of("");

  @Mixin OutputOption output = new OutputOption();
  @Mixin Verbosity verbosity = new Verbosity();

  BackupCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    var folder = new DataFolder(data.toAbsolutePath().normalize());
    try (var snapshot = SqliteSnapshot.open(folder.sessions())) {
      Copy copy = snapshot.copyTo(to);
      surroundings.out().println(output.json() ? json(copy) : text(folder, copy));
    }
    return ExitCode.OK;
  }

  private JsonLine json(Copy copy) {
    return JsonLine.event("backed_up")
        .with("file", to.toAbsolutePath())
        .with("sessions", copy.sessions())
        .with("bytes", copy.bytes());
  }

  private String text(DataFolder folder, Copy copy) {
    return String.format(
        Locale.ROOT,
        "%s: %,d sessions of %s, %,d bytes, checked.%n"
            + "It opens only with the keys in %s: keep a copy of those in another place.",
        to.toAbsolutePath(),
        copy.sessions(),
        folder.sessions(),
        copy.bytes(),
        folder.sealingKeys());
  }
}
