// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.process;

import io.fleetauth.credential.Environment;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds programs in the folders of {@code PATH}; those that are not absolute are left out, because
 * what they mean depends on where the program was started.
 *
 * @param environment of the process
 */
record Executables(Environment environment) {

  /** Looks at the disk; returns {@code null} when there is none of {@code names}. */
  @Nullable Path find(List<String> names) {
    for (String name : names) {
      for (Path folder : folders()) {
        Path file = folder.resolve(name);
        if (Files.isRegularFile(file) && Files.isExecutable(file)) {
          return file;
        }
      }
    }
    return null;
  }

  private List<Path> folders() {
    String upper = environment.text("PATH");
    String path = upper == null ? environment.text("Path") : upper; // Windows
    var folders = new ArrayList<Path>();
    for (String entry : path == null ? new String[0] : path.split(File.pathSeparator)) {
      Path folder = folder(entry);
      if (folder != null && folder.isAbsolute()) {
        folders.add(folder);
      }
    }
    return folders;
  }

  private static @Nullable Path folder(String entry) {
    try {
      return Path.of(entry.strip());
    } catch (InvalidPathException e) {
      return null;
    }
  }
}
