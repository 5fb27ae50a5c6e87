// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static java.util.Objects.requireNonNull;

/**
 * A session with the version that a writer must name to replace it.
 *
 * @param version 1 for the first one written, one more with each write; {@link
 *     SessionRecord#ABSENT} stands for none
 */
public record StoredSession(SessionKey key, long version, DeviceSession session) {

  public StoredSession {
    requireNonNull(key, "key");
    requireNonNull(session, "session");
  }
}
