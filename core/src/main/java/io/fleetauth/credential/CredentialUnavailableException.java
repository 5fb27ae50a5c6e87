// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import org.jspecify.annotations.Nullable;

/**
 * The credential can not be used here: what it needs is not there. A chain goes on to the next; any
 * other failure ends it. The message says what is missing, never a secret.
 */
public final class CredentialUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public CredentialUnavailableException(String message) {
    this(message, null);
  }

  public CredentialUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
