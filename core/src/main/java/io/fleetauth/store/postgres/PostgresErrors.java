// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store.postgres;

import static io.fleetauth.session.StoreException.Reason.CLOSED;
import static io.fleetauth.session.StoreException.Reason.CORRUPT;
import static io.fleetauth.session.StoreException.Reason.DUPLICATE;
import static io.fleetauth.session.StoreException.Reason.FULL;
import static io.fleetauth.session.StoreException.Reason.NOT_WRITABLE;
import static io.fleetauth.session.StoreException.Reason.UNAVAILABLE;

import io.fleetauth.oauth.LimitExceededException;
import io.fleetauth.session.StoreException;
import io.fleetauth.session.StoreException.Reason;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.util.concurrent.TimeoutException;
import reactor.pool.PoolShutdownException;

/**
 * What errors of a PostgreSQL server mean, by the SQLSTATE codes of its manual's appendix A.
 *
 * @param place the database, as messages name it
 */
record PostgresErrors(String place) {

  /** Returns {@code error} as callers of a store know it. */
  Throwable translate(Throwable error) {
    if (error instanceof StoreException || error instanceof LimitExceededException) {
      return error;
    }
    if (error instanceof R2dbcException e && e.getSqlState() != null) {
      return new StoreException(reason(e.getSqlState()), place + ": " + e.getMessage(), e);
    }
    if (error instanceof PoolShutdownException) {
      return new StoreException(CLOSED, place + " is closed", error);
    }
    if (error instanceof TimeoutException || error instanceof R2dbcTimeoutException) {
      return new StoreException(UNAVAILABLE, place + " does not answer in time", error);
    }
    return new StoreException(UNAVAILABLE, place + " cannot be reached: " + message(error), error);
  }

  private static String message(Throwable error) {
    String message = error.getMessage();
    return message == null ? error.getClass().getSimpleName() : message;
  }

  private static Reason reason(String state) {
    return switch (state) {
      case "23505" -> DUPLICATE;
      case "53100" -> FULL;
      // a wrong password, no such database, no right to it, a standby
      case "28000", "28P01", "3D000", "42501", "25006" -> NOT_WRITABLE;
      // damage, or a table that is not ours
      case "XX001", "XX002", "42P01", "42703", "42804" -> CORRUPT;
      default -> UNAVAILABLE;
    };
  }

  /**
   * Returns whether a write of several rows failed for one of them, or for the order of them, and
   * changed nothing: a duplicate, a value that the server does not take, a deadlock.
   */
  static boolean isOfOneRow(Throwable error) {
    String state = error instanceof R2dbcException e ? e.getSqlState() : null;
    return state != null
        && (state.startsWith("22")
            || state.startsWith("23")
            || state.startsWith("40")
            || state.startsWith("54"));
  }
}
