// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Remembers the registrations of this machine, the one used last first. Blocks. */
final class RegistrationFile {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Path file;

  RegistrationFile(Path file) {
    this.file = file;
  }

  List<RememberedRegistration> all() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      return List.of(JSON.readValue(Files.readString(file), RememberedRegistration[].class));
    } catch (JacksonException e) {
      throw new IOException(file + " is damaged; remove it and sign in again", e);
    }
  }

  Optional<RememberedRegistration> find(String name) throws IOException {
    return all().stream().filter(known -> known.name().equals(name)).findFirst();
  }

  void put(RememberedRegistration registration) throws IOException {
    var next = new ArrayList<>(all());
    next.removeIf(known -> known.name().equals(registration.name()));
    next.add(0, registration);
    Path written =
        Files.createTempFile(file.toAbsolutePath().getParent(), ".registrations", ".tmp");
    Files.writeString(written, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(next));
    Files.move(written, file, ATOMIC_MOVE, REPLACE_EXISTING);
  }
}
