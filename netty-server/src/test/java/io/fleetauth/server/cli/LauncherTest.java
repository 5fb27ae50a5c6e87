// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LauncherTest {

  @Test
  void isAScriptThatBashAccepts() throws IOException, InterruptedException {
    Path launcher = Path.of("..", "fleetauth");

    assertThat(Files.isExecutable(launcher)).isTrue();
    assertThat(new ProcessBuilder("bash", "-n", launcher.toString()).start().waitFor()).isZero();
  }
}
