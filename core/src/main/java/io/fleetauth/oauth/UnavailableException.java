// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.oauth;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The authorization server is there but will not answer now: 429 or 5xx, perhaps with {@code
 * Retry-After}. Worth trying again.
 */
public final class UnavailableException extends IOException implements RetryLater {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final @Nullable Duration retryAfter;

  /**
   * @param status the HTTP status
   * @param retryAfter how long the server asks to wait, or {@code null} when it did not say
   */
  public UnavailableException(int status, @Nullable Duration retryAfter, String message) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  public int status() {
    return status;
  }

  @Override
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
