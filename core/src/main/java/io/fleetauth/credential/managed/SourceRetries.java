// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.managed;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When a source is asked again. Pure functions. */
final class SourceRetries {

  private static final int MOST = 3;
  private static final Duration STEP = Duration.ofSeconds(1);

  /** IMDS answers 410 while it is being updated, which takes a minute. */
  private static final int GONE = 410;

  private static final int MOST_WHILE_GONE = 7;
  private static final Duration STEP_WHILE_GONE = Duration.ofSeconds(10);

  /** Whoever asks for more gets no further try from here. */
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private SourceRetries() {}

  /** Returns whether an answer of that status may be followed by a better one. */
  static boolean mayPass(Platform platform, int status) {
    return switch (status) {
      case 404, 408, 429, 500, 503, 504 -> true;
      case GONE -> platform == Platform.IMDS;
      default -> platform == Platform.IMDS && status >= 500;
    };
  }

  /**
   * Returns the wait before try {@code attempt + 1}, or {@code null} when there is to be none.
   *
   * @param status of the last answer; 0 when there was none
   * @param attempt tries so far, from 1
   * @param asked what the source asked for, or {@code null}
   */
  static @Nullable Duration before(
      Platform platform, int status, int attempt, @Nullable Duration asked) {
    boolean gone = status == GONE && platform == Platform.IMDS;
    if (attempt > (gone ? MOST_WHILE_GONE : MOST)) {
      return null;
    }
    if (asked != null) {
      return asked.compareTo(LONGEST) > 0 ? null : asked;
    }
    if (gone) {
      return STEP_WHILE_GONE;
    }
    return platform == Platform.IMDS ? STEP.multipliedBy(1L << (attempt - 1)) : STEP;
  }
}
