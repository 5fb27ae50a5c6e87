// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

/**
 * A sealed record does not open. The record is left as it is; the message names the device and the
 * key id, no secret.
 */
public final class SealException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SealException(String message) {
    super(message);
  }

  public SealException(String message, Throwable cause) {
    super(message, cause);
  }
}
