// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A sealed record does not open. The record is left as it is; the message names the device and the
 * key id, no secret.
 */
public final class SealException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** Why a record does not open. */
  public enum Reason {
    /** It is no sealed record at all. */
    MALFORMED,
    /** It was sealed with a key that is not in the ring: bring that key back. */
    UNKNOWN_KEY,
    /** It was sealed for another device or registration and moved here. */
    MOVED,
    /** It was altered, or another key goes by the same id. */
    ALTERED,
    /** A newer Fleetauth wrote it. */
    NEWER_FORMAT
  }

  public SealException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = requireNonNull(reason, "reason");
  }

  public SealException(Reason reason, String message) {
    this(reason, message, null);
  }

  public Reason reason() {
    return reason;
  }
}
