// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

/** Which sessions are renewed ahead of their expiry without being asked. */
public enum RefreshPolicy {
  /**
   * Those whose token was read since it was last renewed; the others are renewed when they are next
   * read.
   */
  WHILE_USED,
  /** All of them, always. */
  ALWAYS
}
