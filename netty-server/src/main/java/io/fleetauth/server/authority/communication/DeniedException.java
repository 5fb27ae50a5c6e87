// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.communication;

/** Credentials open nothing; the reason is for the log, callers are told none. No stack trace. */
final class DeniedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DeniedException(String reason) {
    super(reason, null, false, false);
  }
}
