// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.observe;

import java.time.Duration;

/**
 * Is told of the engine's work, to count and time it. Called on event loops: must not block nor
 * throw. All arguments are safe as metric labels (few values, no secrets). Every method does
 * nothing unless overridden.
 */
public interface EngineObserver {

  /** Tells nobody. */
  EngineObserver NONE = new EngineObserver() {};

  /**
   * A poll of a device grant was answered.
   *
   * @param outcome {@code authorized}, an OAuth error code, {@code unavailable}, {@code network},
   *     {@code limit} or {@code malformed}
   */
  default void polled(String registration, String outcome) {}

  /** A refresh begins; {@link #refreshed} follows, whatever comes of it. */
  default void refreshing(String registration) {}

  /**
   * A refresh came to its end.
   *
   * @param outcome {@code refreshed}, an OAuth error code, {@code unavailable}, {@code network},
   *     {@code malformed}, {@code limit} or {@code store}
   */
  default void refreshed(String registration, String outcome, Duration took) {}

  /**
   * A sign-in came to its end; {@code outcome} is {@code authorized} or a lower-case {@code
   * Ended.Reason}.
   */
  default void signInEnded(String registration, String outcome, Duration took) {}

  /** A session came to its end; {@code reason} is a lower-case {@code Ended.Reason}. */
  default void sessionEnded(String registration, String reason) {}

  /** A token read did not find a valid token in memory. */
  default void tokenMissed(String registration) {}

  /**
   * A call of the session store ended; {@code outcome} is {@code ok}, {@code lost} or {@code
   * error}.
   */
  default void stored(String operation, String outcome, Duration took) {}

  /**
   * A stored record did not open, and was left as it is.
   *
   * @param reason a lower-case {@code SealException.Reason}
   */
  default void sealRefused(String registration, String reason) {}

  /** A stored record was sealed anew with the key of today. */
  default void resealed(String registration) {}

  /**
   * An upstream issued or rotated a refresh token and the answer was lost, or the store did not
   * take it before the engine was closed (promise T9).
   */
  default void rotationUncertain(String registration) {}
}
