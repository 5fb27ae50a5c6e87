// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.server.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Authority, gateway and a device in one process, over real sockets. */
class DevCommandTest {

  private static final String[] DEMO = {
    "dev",
    "--demo-approve",
    "-o",
    "json",
    "--authority-http-port",
    "0",
    "--authority-https-port",
    "0",
    "--gateway-http-port",
    "0",
    "--gateway-https-port",
    "0",
    "--data"
  };

  @TempDir Path folder;

  private CommandRun demo() {
    CommandRun run = new CommandRun(folder);
    run.with("FLEETAUTH_AUTHORITY_LIFETIMES_POLL_INTERVAL", "1s");
    run.onLine(line -> interruptAtToken(run, line));
    return run;
  }

  private static void interruptAtToken(CommandRun run, String line) {
    if (line.startsWith("{\"event\":\"token\"")) {
      run.interrupt();
    }
  }

  private String[] arguments() {
    var all = Arrays.copyOf(DEMO, DEMO.length + 1);
    all[DEMO.length] = folder.toString();
    return all;
  }

  @Test
  void theSampleDeviceSignsInAndIsStillSignedInAfterARestart() throws IOException {
    CommandRun first = demo();
    assertThat(first.run(arguments())).as(first.err()).isZero();
    assertThat(first.out())
        .contains("{\"event\":\"authority_started\"", "{\"event\":\"gateway_started\"")
        .contains("{\"event\":\"user_action_required\"")
        .contains("\"api_status\":200,\"user\":\"demo\"");
    String adminToken = Files.readString(new DataFolder(folder).adminToken()).trim();
    assertThat(first.out()).doesNotContain(adminToken);

    CommandRun second = demo();
    assertThat(second.run(arguments())).as(second.err()).isZero();
    assertThat(second.out())
        .contains("{\"event\":\"still_signed_in\"}")
        .doesNotContain("user_action_required");
  }

  @Test
  void anotherSealingKeyIsToldAtTheStart() throws IOException {
    assertThat(demo().run(arguments())).isZero();
    Files.delete(new DataFolder(folder).sealingKeys());
    CommandRun again = demo();

    assertThat(again.run(arguments())).isEqualTo(8);
    assertThat(again.err())
        .startsWith("fleetauth: ")
        .endsWith("; the store needs the key file it was sealed with\n");
  }
}
