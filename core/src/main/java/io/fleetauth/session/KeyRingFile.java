// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

/**
 * A key ring in a file: a JWK set (RFC 7517) that only its owner may read (0600 where the file
 * system knows such). Written beside and moved in place, so that it is never seen half; changes are
 * made one at a time by a lock on a file beside it, which stays. All methods block and throw {@link
 * IOException} that names the file; call them at start or from a command.
 */
public final class KeyRingFile {

  private KeyRingFile() {}

  /** Returns the ring in {@code file}; a new one when it is not there. */
  public static KeyRing loadOrCreate(Path file) throws IOException {
    return loadOrCreate(file, Clock.systemUTC());
  }

  /** Like {@link #loadOrCreate(Path)}; a new key is stamped with {@code clock}. */
  public static KeyRing loadOrCreate(Path file, Clock clock) throws IOException {
    return Files.exists(file) ? load(file, clock) : createdByWhomever(file, clock);
  }

  private static KeyRing createdByWhomever(Path file, Clock clock) throws IOException {
    try {
      return create(file, clock);
    } catch (FileAlreadyExistsException e) {
      return load(file, clock);
    }
  }

  /**
   * Makes {@code file} with one new key, and its folders. Throws {@link FileAlreadyExistsException}
   * when it is there.
   */
  public static KeyRing create(Path file, Clock clock) throws IOException {
    Files.createDirectories(folder(file));
    KeyRing ring = KeyRing.generate(new SecureRandom(), clock.instant());
    Path written = written(file, ring);
    try {
      moveWithoutReplacing(written, file);
    } finally {
      Files.deleteIfExists(written);
    }
    forceFolder(file);
    return load(file, clock);
  }

  /** Returns the ring in {@code file}. */
  public static KeyRing load(Path file) throws IOException {
    return load(file, Clock.systemUTC());
  }

  /** Like {@link #load(Path)}; {@code clock} tells which key seals by now. */
  public static KeyRing load(Path file, Clock clock) throws IOException {
    try {
      return KeyRing.fromJson(Files.readAllBytes(file), clock.instant());
    } catch (NoSuchFileException e) {
      throw new NoSuchFileException(file.toString(), null, "there is no such key file");
    } catch (ParseException e) {
      throw new FileSystemException(
          file.toString(), null, "cannot be used as key file: " + e.getMessage());
    }
  }

  /** Puts a new key in front of those in {@code file}; what they sealed still opens. */
  public static KeyRing rotate(Path file) throws IOException {
    return rotate(file, Clock.systemUTC());
  }

  /** Like {@link #rotate(Path)}; the new key is stamped with {@code clock}. */
  public static KeyRing rotate(Path file, Clock clock) throws IOException {
    return rotate(file, clock, Duration.ZERO);
  }

  /** Like {@link #rotate(Path, Clock)}; the new key seals only after {@code wait}. */
  public static KeyRing rotate(Path file, Clock clock, Duration wait) throws IOException {
    Instant now = clock.instant();
    return change(file, clock, ring -> ring.rotated(new SecureRandom(), now, now.plus(wait)));
  }

  /**
   * Takes an old key out of {@code file}: what only it opens is lost from then on. Throws {@link
   * IllegalArgumentException} when there is no such key or when it is the one that seals.
   */
  public static KeyRing retire(Path file, String kid) throws IOException {
    return change(file, Clock.systemUTC(), ring -> ring.without(kid));
  }

  /** One change at a time, here and in other processes, so that none undoes another's. */
  private static synchronized KeyRing change(Path file, Clock clock, UnaryOperator<KeyRing> change)
      throws IOException {
    Path lock = file.resolveSibling(file.getFileName() + ".lock");
    try (FileChannel channel = FileChannel.open(lock, CREATE, WRITE)) {
      channel.lock(); // until the channel is closed
      KeyRing changed = change.apply(load(file, clock));
      replace(file, changed);
      return changed;
    }
  }

  private static void replace(Path file, KeyRing ring) throws IOException {
    Path written = written(file, ring);
    try {
      Files.move(written, file, ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(written);
    }
    forceFolder(file);
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
    try {
      writeDurably(written, ring.toJson());
      return written;
    } catch (IOException e) {
      Files.deleteIfExists(written);
      throw e;
    }
  }

  private static void writeDurably(Path file, byte[] content) throws IOException {
    try (FileChannel channel = FileChannel.open(file, WRITE)) {
      var bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
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
