// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

/** The session is left alone for now: another is about to renew it. Nobody waits for this. */
final class BarredException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BarredException() {
    super("another node is about to renew the session", null, false, false);
  }
}
