// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Clock;

/**
 * A key ring in a file: a JWK set (RFC 7517) that only its owner may read (0600 where the file
 * system knows such). Written beside and moved in place, so that it is never seen half. All methods
 * block and throw {@link IOException} that names the file; call them at start or from a command.
 */
public final class KeyRingFile {

  private KeyRingFile() {}

  /** Returns the ring in {@code file}; a new one when it is not there. */
  public static KeyRing loadOrCreate(Path file) throws IOException {
    return loadOrCreate(file, Clock.systemUTC());
  }

  /** Like {@link #loadOrCreate(Path)}; a new key is stamped with {@code clock}. */
  public static KeyRing loadOrCreate(Path file, Clock clock) throws IOException {
    if (!Files.exists(file)) {
      Files.createDirectories(folder(file));
      create(file, KeyRing.generate(new SecureRandom(), clock.instant()));
    }
    return load(file);
  }

  /** Returns the ring in {@code file}. */
  public static KeyRing load(Path file) throws IOException {
    try {
      return KeyRing.fromJson(Files.readAllBytes(file));
    } catch (ParseException e) {
      throw new IOException("key file " + file + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** Puts a new key in front of those in {@code file}; what they sealed still opens. */
  public static KeyRing rotate(Path file) throws IOException {
    return rotate(file, Clock.systemUTC());
  }

  /** Like {@link #rotate(Path)}; the new key is stamped with {@code clock}. */
  public static KeyRing rotate(Path file, Clock clock) throws IOException {
    KeyRing rotated = load(file).rotated(new SecureRandom(), clock.instant());
    Files.move(written(file, rotated), file, ATOMIC_MOVE);
    forceFolder(file);
    return rotated;
  }

  /**
   * Puts {@code ring} in place unless another process was first; the caller loads what is there.
   */
  private static void create(Path file, KeyRing ring) throws IOException {
    Path written = written(file, ring);
    try {
      moveWithoutReplacing(written, file);
      forceFolder(file);
    } catch (FileAlreadyExistsException e) {
      return;
    } finally {
      Files.deleteIfExists(written);
    }
  }

  /** A link never replaces; where there are no links, a look and a move have to do. */
  private static void moveWithoutReplacing(Path written, Path file) throws IOException {
    try {
      Files.createLink(file, written);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.move(written, file);
    }
  }

  /** Makes the new name survive a power failure; systems that cannot open a folder do so anyway. */
  private static void forceFolder(Path file) {
    try (FileChannel folder = FileChannel.open(folder(file), READ)) {
      folder.force(true);
    } catch (IOException e) {
      return;
    }
  }

  private static Path written(Path file, KeyRing ring) throws IOException {
    Path folder = folder(file);
    Path written = Files.createTempFile(folder, ".keys", ".tmp", onlyOwner(folder));
    try (FileChannel channel = FileChannel.open(written, WRITE)) {
      var bytes = ByteBuffer.wrap(ring.toJson());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    return written;
  }

  private static FileAttribute<?>[] onlyOwner(Path folder) {
    boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static Path folder(Path file) {
    return requireNonNull(file.toAbsolutePath().getParent(), "a key file has a folder");
  }
}
