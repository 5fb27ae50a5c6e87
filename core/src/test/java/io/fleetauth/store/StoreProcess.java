// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store;

import io.fleetauth.session.SessionStoreContract;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Opens the store that is its argument and writes version after version of one record, printing
 * each once it is acknowledged, until it is killed.
 */
final class StoreProcess {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private StoreProcess() {}

  public static void main(String[] args) {
    var store = SqliteSessionStore.open(Path.of(args[0])).block(PATIENCE);
    for (long version = 1; ; version++) {
      var record = SessionStoreContract.record(SessionStoreContract.key("hmd-1"), version);
      if (!store.replace(record).block(PATIENCE)) {
        throw new IllegalStateException("lost version " + version);
      }
      System.out.println(version);
    }
  }

  static Process start(Path database) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new ProcessBuilder(
            java.toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            StoreProcess.class.getName(),
            database.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Returns the first acknowledged version that is not below {@code target}. */
  static long readTo(BufferedReader versions, long target) throws IOException {
    long version = 0;
    while (version < target) {
      version = Long.parseLong(versions.readLine());
    }
    return version;
  }
}
