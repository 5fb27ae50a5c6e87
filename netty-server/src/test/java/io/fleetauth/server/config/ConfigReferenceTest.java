// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigReferenceTest {

  /** To change the table, run with {@code -Dconfig.reference=write}. */
  @Test
  void theReferenceHasEveryKeyAsItIs() throws IOException {
    Path file = Path.of("CONFIG.md");
    String written = Files.readString(file);
    String head = written.substring(0, written.indexOf("| key |"));
    if ("write".equals(System.getProperty("config.reference"))) {
      Files.writeString(file, head + ConfigReference.table());
    }

    assertThat(Files.readString(file)).isEqualTo(head + ConfigReference.table());
  }
}
