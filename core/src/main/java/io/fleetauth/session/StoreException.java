// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A store could not do, or could not tell, what it was asked. No {@code IOException}: those stand
 * for an authorization server that does not answer, and a failing store is no reason to slow down
 * on that one. The message names the place, no secret.
 */
public final class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** What went wrong, by what its owner can do about it. */
  public enum Reason {
    /** It was closed before. */
    CLOSED,
    /** Another process (or this one) has it open. */
    IN_USE,
    /** It is not there and cannot be created, or must not be written. */
    NOT_WRITABLE,
    /** It is no store, or a damaged one. */
    CORRUPT,
    /** A newer Fleetauth wrote it. */
    NEWER_SCHEMA,
    /** There is no room left. */
    FULL,
    /** Another record has the same code or handle. */
    DUPLICATE,
    /** Anything else; worth trying again. */
    UNAVAILABLE
  }

  public StoreException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = requireNonNull(reason, "reason");
  }

  public StoreException(Reason reason, String message) {
    this(reason, message, null);
  }

  public Reason reason() {
    return reason;
  }
}
