// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.process;

import io.fleetauth.http.Members;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Reads the times that tools print. */
final class ToolTimes {

  private static final double LATEST = 1e11; // far from overflow

  private ToolTimes() {}

  /** Reads seconds since the epoch. */
  static Instant instant(double seconds) {
    return Instant.ofEpochSecond((long) Math.max(0, Math.min(LATEST, seconds)));
  }

  /** Reads a time with its offset. */
  static Instant instant(Members answer, String name) {
    try {
      return OffsetDateTime.parse(answer.required(name)).toInstant();
    } catch (DateTimeException e) {
      throw answer.malformed(name, "is not a time");
    }
  }
}
