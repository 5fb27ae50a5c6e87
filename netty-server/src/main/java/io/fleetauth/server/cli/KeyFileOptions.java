// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import io.fleetauth.server.DataFolder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Which keys are meant, and which sessions they seal. */
final class KeyFileOptions {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "Data folder of the gateway; default ./data.")
  @Nullable Path data;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "The key file, if it is not the one in the data folder.")
  @Nullable Path file;

  Path keys() {
    return file != null ? file.toAbsolutePath() : folder().sealingKeys();
  }

  /** Returns the store whose sessions these keys seal, or {@code null} when nobody said so. */
  @Nullable Path sessions() {
    return file != null && data == null ? null : folder().sessions();
  }

  private DataFolder folder() {
    Path root = data == null ? Path.of("data") : data;
    return new DataFolder(root.toAbsolutePath().normalize());
  }
}
