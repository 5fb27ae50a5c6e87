// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store.postgres;

import static java.time.temporal.ChronoUnit.MICROS;

import io.fleetauth.session.DeviceId;
import io.fleetauth.session.DeviceSession.State;
import io.fleetauth.session.SecretHash;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SessionRecord;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A session record as a row; its times are microseconds since 1970. */
final class SessionRow {

  static final String COLUMNS =
      "registration, device, version, state, due_at, user_name, code_hash, handle_hash,"
          + " updated_at, sealed";

  private SessionRow() {}

  /** Reads a row of {@link #COLUMNS}. */
  static SessionRecord read(Readable row) {
    return new SessionRecord(
        key(row),
        number(row, 2),
        State.valueOf(text(row, 3)),
        instantOrNull(row.get(4, Long.class)),
        row.get(5, String.class),
        hash(row.get(6, String.class)),
        hash(row.get(7, String.class)),
        instant(number(row, 8)),
        text(row, 9));
  }

  /** Reads a key from the first two columns. */
  static SessionKey key(Readable row) {
    return new SessionKey(text(row, 0), new DeviceId(text(row, 1)));
  }

  private static String text(Readable row, int at) {
    return Sql.required(row.get(at, String.class));
  }

  private static long number(Readable row, int at) {
    return Sql.required(row.get(at, Long.class));
  }

  private static @Nullable SecretHash hash(@Nullable String value) {
    return value == null ? null : new SecretHash(value);
  }

  private static @Nullable Instant instantOrNull(@Nullable Long micros) {
    return micros == null ? null : instant(micros);
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, MICROS);
  }

  static @Nullable Long microsOrNull(@Nullable Instant instant) {
    return instant == null ? null : micros(instant);
  }

  /** Ends in the year 294,247, which is as good as any later one. */
  static long micros(Instant instant) {
    try {
      return MICROS.between(Instant.EPOCH, instant);
    } catch (ArithmeticException e) {
      return instant.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }
}
