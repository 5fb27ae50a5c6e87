// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store;

import static io.fleetauth.session.StoreException.Reason.IN_USE;
import static io.fleetauth.session.StoreException.Reason.UNAVAILABLE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.fleetauth.session.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;

/**
 * Keeps two processes off one database by a lock on a file beside it, which the operating system
 * releases when its owner dies. The file itself stays.
 */
final class DatabaseLock implements AutoCloseable {

  private final FileChannel channel;

  private DatabaseLock(FileChannel channel) {
    this.channel = channel;
  }

  static DatabaseLock take(Path database) {
    Path file = database.resolveSibling(database.getFileName() + ".lock");
    var lock = new DatabaseLock(open(file));
    if (!lock.isTaken(file)) {
      lock.close();
      throw new StoreException(
          IN_USE,
          database + " is in use by another process, which holds " + file + "; stop that one");
    }
    return lock;
  }

  private static FileChannel open(Path file) {
    try {
      return FileChannel.open(file, CREATE, WRITE);
    } catch (IOException e) {
      throw SqliteFile.notWritable("cannot write " + file, e);
    }
  }

  private boolean isTaken(Path file) {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) { // by this process
      return false;
    } catch (IOException e) {
      close();
      throw SqliteFile.notWritable("cannot lock " + file, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StoreException(UNAVAILABLE, "cannot release a lock file", e);
    }
  }
}
