// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlatFileTest {

  @TempDir Path folder;

  @Test
  void valuesHaveTheirPlace() throws IOException {
    FlatFile file = read("rate: 5/s\n\nname:   ${WHO}\n");

    assertThat(file.get("rate")).isEqualTo(new FlatFile.Value("5/s", "flat.yaml:1:7"));
    assertThat(file.get("name")).isEqualTo(new FlatFile.Value("alice", "flat.yaml:3:9"));
    assertThat(file.get("other")).isNull();
  }

  @Test
  void listsAndMappingsAreOneValue() throws IOException {
    FlatFile file = read("some: [a, b]\nmix:\n  read: 3\n  refresh: 1\n");

    assertThat(file.get("some").text()).isEqualTo("a,b");
    assertThat(file.get("mix").text()).isEqualTo("read=3,refresh=1");
  }

  @Test
  void anUnknownKeyIsRefusedWithItsPlace() throws IOException {
    FlatFile file = read("rate: 5/s\ndurration: 1s\n");

    assertThatThrownBy(() -> file.requireKnown(List.of("rate", "duration")))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("flat.yaml:2:1: unknown key 'durration'")
        .hasMessageContaining("did you mean 'duration'?");
  }

  private FlatFile read(String yaml) throws IOException {
    Path path = Files.writeString(folder.resolve("flat.yaml"), yaml);
    return FlatFile.read(path, Map.of("WHO", "alice"));
  }
}
