// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.oauth;

/**
 * A bounded resource of this process is used up: the caller may try later, or raise the limit that
 * the message names.
 */
public final class LimitExceededException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String limit;

  /**
   * @param limit the name of the limit, as in the configuration
   * @param value how much it allows
   */
  public LimitExceededException(String limit, long value) {
    super("limit reached: " + limit + " = " + value, null, false, false);
    this.limit = limit;
  }

  /** Returns the name of the limit. */
  public String limit() {
    return limit;
  }
}
