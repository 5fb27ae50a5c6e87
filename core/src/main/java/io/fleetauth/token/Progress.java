// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

/**
 * How far a flight has come.
 *
 * @param turn how often others came between
 * @param looks how often another was about to renew the session
 * @param start milliseconds on the timer's line
 */
record Progress(int turn, int looks, long start) {

  static Progress begun(long now) {
    return new Progress(0, 0, now);
  }

  Progress turned() {
    return new Progress(turn + 1, looks, start);
  }

  Progress waited() {
    return new Progress(turn, looks + 1, start);
  }
}
