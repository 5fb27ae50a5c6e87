// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

/** Encrypts what a store keeps. Thread-safe; fast enough for an event loop (microseconds). */
public interface SessionSealer {

  /** Returns the session as a JWE in compact form that only opens under the same key. */
  String seal(SessionKey key, DeviceSession session);

  /**
   * Returns the session that {@link #seal} was given. Throws {@link SealException} when the record
   * was sealed with a key that is not there, belongs to another device or registration, or was
   * altered.
   */
  DeviceSession open(SessionKey key, String sealed);
}
