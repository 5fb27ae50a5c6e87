// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.recordings;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of recordings, which is not part of the repository: {@code -Drecordings=FOLDER}, else
 * {@code ../shared/protocol/recordings} beside the repository.
 */
public final class Recordings {

  static final String BESIDE = "shared/protocol/recordings";

  /** Set to {@code true} where the recordings must be there. */
  static final String REQUIRED = "FLEETAUTH_REQUIRE_RECORDINGS";

  private Recordings() {}

  /**
   * Returns the recordings in a folder, by name. Without the folder the calling test is skipped, or
   * fails where {@link #REQUIRED}.
   */
  public static List<Recording> in(String folder) {
    return read(folder().resolve(folder));
  }

  /** Returns another file of the folder, or beside it; skips or fails like {@link #in}. */
  public static Path file(String relative) {
    return folder().resolve(relative).normalize();
  }

  private static Path folder() {
    Path files = folder(System.getProperty("recordings"), Path.of(""));
    if (files == null) {
      String problem =
          "no recordings: neither -Drecordings nor ../" + BESIDE + " beside the repository";
      if (Boolean.parseBoolean(System.getenv(REQUIRED))) {
        throw new AssertionError(problem + ", but " + REQUIRED + " is set");
      }
      return abort(problem);
    }
    return files;
  }

  /**
   * Returns the folder, or {@code null} when there is none.
   *
   * @param told what the user said, or {@code null}
   * @param from where to start looking upwards
   */
  static @Nullable Path folder(@Nullable String told, Path from) {
    if (told != null) {
      return Path.of(told);
    }
    return Stream.iterate(from.toAbsolutePath(), Path::getParent)
        .takeWhile(above -> above != null)
        .map(above -> above.resolve(BESIDE))
        .filter(Files::isDirectory)
        .findFirst()
        .orElse(null);
  }

  private static List<Recording> read(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Recording> all = files.sorted().map(RecordingReader::read).toList();
      if (all.isEmpty()) {
        throw new AssertionError("no recordings in " + folder);
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
