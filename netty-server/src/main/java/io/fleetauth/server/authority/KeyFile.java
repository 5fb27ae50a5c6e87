// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.server.authority.service.AccessKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;

/** Two generated access keys in base64, one a line, in a file that only its owner may read. */
final class KeyFile {

  private KeyFile() {}

  /** Reads the keys of an earlier start, else makes some. Blocking. */
  static AccessKeys open(Path file, int bytes, Codes codes) {
    try {
      if (!Files.exists(file)) {
        write(file, List.of(key(bytes, codes), key(bytes, codes)));
      }
      return read(file);
    } catch (IOException e) {
      throw new UncheckedIOException("the access keys can not be kept in " + file, e);
    }
  }

  private static AccessKeys read(Path file) throws IOException {
    var lines = Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
    if (lines.isEmpty() || lines.size() > 2) {
      throw new IOException(file + " must have one key or two, each on a line");
    }
    return new AccessKeys(lines.get(0).strip(), lines.size() == 2 ? lines.get(1).strip() : null);
  }

  private static String key(int bytes, Codes codes) {
    return Base64.getEncoder().encodeToString(codes.bytes(bytes));
  }

  private static void write(Path file, List<String> keys) throws IOException {
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      var mode = PosixFilePermissions.fromString("rw-------");
      Files.createFile(file, PosixFilePermissions.asFileAttribute(mode));
    }
    Files.write(file, keys);
  }
}
