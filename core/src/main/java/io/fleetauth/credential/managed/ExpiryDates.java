// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.managed;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The dates that platforms wrote into {@code expires_on} over the years. */
final class ExpiryDates {

  private static final List<DateTimeFormatter> FORMATS =
      List.of(
          DateTimeFormatter.ISO_DATE_TIME,
          american("M/d/yyyy H:mm:ss[ XXX]"),
          american("M/d/yyyy h:mm:ss a[ XXX]"));

  private ExpiryDates() {}

  /** Returns the instant, or {@code null} when it is no date; without an offset it is UTC. */
  static @Nullable Instant parse(String date) {
    for (DateTimeFormatter format : FORMATS) {
      Instant instant = parse(date.trim(), format);
      if (instant != null) {
        return instant;
      }
    }
    return null;
  }

  private static @Nullable Instant parse(String date, DateTimeFormatter format) {
    try {
      TemporalAccessor parsed = format.parseBest(date, OffsetDateTime::from, LocalDateTime::from);
      return parsed instanceof OffsetDateTime offset
          ? offset.toInstant()
          : LocalDateTime.from(parsed).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static DateTimeFormatter american(String pattern) {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern(pattern)
        .toFormatter(Locale.US);
  }
}
