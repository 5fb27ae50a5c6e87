// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.client;

/** The server did not do what it was asked for; the message is how a report calls that. */
public final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public RefusedException(String kind) {
    super(kind, null, false, false);
  }
}
