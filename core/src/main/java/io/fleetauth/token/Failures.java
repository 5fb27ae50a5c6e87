// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.endpoint.NotSentException;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.LimitExceededException;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.oauth.RetryLater;
import io.fleetauth.oauth.UnavailableException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a failed exchange means. Pure functions. */
final class Failures {

  private Failures() {}

  /** Returns the outcome as a metric label. */
  static String outcome(Throwable failure) {
    if (failure instanceof OAuthException refused) {
      return refused.code().value();
    }
    if (failure instanceof UnavailableException) {
      return "unavailable";
    }
    if (failure instanceof IOException) {
      return "network";
    }
    if (failure instanceof MalformedResponseException) {
      return "malformed";
    }
    return failure instanceof LimitExceededException ? "limit" : "store";
  }

  /** Returns whether the server will never take this refresh token again, as far as it says. */
  static boolean refusesGrant(Throwable failure) {
    return failure instanceof OAuthException refused
        && (refused.is(ErrorCode.INVALID_GRANT) || refused.is(ErrorCode.INTERACTION_REQUIRED));
  }

  /** Returns whether the server may have rotated the refresh token in spite of the failure. */
  static boolean mayHaveRotated(Throwable failure) {
    if (failure instanceof ConnectException
        || failure instanceof UnknownHostException
        || failure instanceof NotSentException) {
      return false;
    }
    if (failure instanceof UnavailableException unavailable) {
      return unavailable.status() != 429 && unavailable.status() != 503;
    }
    return failure instanceof IOException || failure instanceof MalformedResponseException;
  }

  /** Returns how long the server asked to wait, or {@code null}. */
  static @Nullable Duration retryAfter(Throwable failure) {
    return failure instanceof RetryLater later ? later.retryAfter() : null;
  }

  /** Returns words for people; the messages of these exceptions hold no secrets. */
  static String problem(Throwable failure, String outcome) {
    return outcome + (failure.getMessage() == null ? "" : ": " + failure.getMessage());
  }
}
