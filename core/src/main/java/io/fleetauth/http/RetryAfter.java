// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Reads {@code Retry-After}, RFC 9110 section 10.2.3. */
final class RetryAfter {

  /** Nobody is kept away for longer than this, whatever the server says. */
  static final Duration MAX = Duration.ofHours(1);

  private RetryAfter() {}

  /**
   * Returns the wait, between nothing and {@link #MAX}; {@code null} when the header is missing or
   * makes no sense. A date in the past means no wait.
   */
  static @Nullable Duration parse(@Nullable String header, Clock clock) {
    if (header == null) {
      return null;
    }
    String value = header.trim();
    return value.matches("\\d+") ? bounded(seconds(value)) : untilDate(value, clock);
  }

  private static Duration seconds(String digits) {
    return digits.length() > 9 ? MAX : Duration.ofSeconds(Long.parseLong(digits));
  }

  private static @Nullable Duration untilDate(String value, Clock clock) {
    try {
      Instant date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return bounded(Duration.between(clock.instant(), date));
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(MAX) > 0 ? MAX : wait;
  }
}
