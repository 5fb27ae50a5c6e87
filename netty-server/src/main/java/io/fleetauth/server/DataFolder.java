// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The folder that keeps what must survive a restart; only its owner may look into it. */
public final class DataFolder {

  private final Path root;

  /** Names the folder without touching it. */
  public DataFolder(Path root) {
    this.root = root;
  }

  /** Makes the folder when it is absent; throws an {@code IOException} whose message names it. */
  public static DataFolder open(Path root) throws IOException {
    Path absolute = root.toAbsolutePath().normalize();
    try {
      Files.createDirectories(absolute, attributes(absolute, "rwx------"));
      Files.delete(Files.createTempFile(absolute, ".writable", null));
    } catch (FileAlreadyExistsException e) {
      throw new IOException("data folder " + absolute + " is not a folder", e);
    } catch (IOException e) {
      throw new IOException("data folder " + absolute + " can not be written", e);
    }
    return new DataFolder(absolute);
  }

  public Path root() {
    return root;
  }

  public Path sealingKeys() {
    return root.resolve("sealing-keys.json");
  }

  public Path sessions() {
    return root.resolve("sessions.db");
  }

  public Path authority() {
    return root.resolve("authority.db");
  }

  public Path certificates() {
    return root.resolve("ca");
  }

  public Path adminToken() {
    return root.resolve("admin-token");
  }

  /** Writes a file that only its owner may read; {@code false} when it is there already. */
  public static boolean createSecret(Path file, String content) throws IOException {
    try (var channel =
        Files.newByteChannel(file, Set.of(CREATE_NEW, WRITE), attributes(file, "rw-------"))) {
      var bytes = ByteBuffer.wrap(content.getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private static FileAttribute<?>[] attributes(Path path, String permissions) {
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
