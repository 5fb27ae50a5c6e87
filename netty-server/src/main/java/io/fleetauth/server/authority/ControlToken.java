// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.server.authority.AuthorityConfig.Control;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What opens the control API.
 *
 * @param value the secret itself; {@link #toString} does not show it
 * @param file where it was generated into, or null when it is configured
 */
public record ControlToken(String value, @Nullable Path file) {

  /** Takes the configured token, else that of an earlier run, else makes one. Blocking. */
  static ControlToken of(Control control, Path folder, RandomGenerator random) {
    var configured = control.token();
    if (configured != null) {
      return new ControlToken(configured, null);
    }
    var file = folder.resolve("control-token");
    try {
      return new ControlToken(
          Files.exists(file) ? Files.readString(file).strip() : write(file, random), file);
    } catch (IOException e) {
      throw new UncheckedIOException("the control token can not be kept in " + file, e);
    }
  }

  private static String write(Path file, RandomGenerator random) throws IOException {
    var token = new Codes(random).secret();
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      var mode = PosixFilePermissions.fromString("rw-------");
      Files.createFile(file, PosixFilePermissions.asFileAttribute(mode));
    }
    Files.writeString(file, token + "\n");
    return token;
  }

  @Override
  public String toString() {
    return "ControlToken[redacted, file=" + file + "]";
  }
}
