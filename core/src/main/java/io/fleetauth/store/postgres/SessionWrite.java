// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store.postgres;

import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SessionRecord;
import org.jspecify.annotations.Nullable;

/**
 * A change of one record.
 *
 * @param expected the version that must be there before
 * @param next what to write, or {@code null} to remove it
 */
record SessionWrite(SessionKey key, long expected, @Nullable SessionRecord next) {

  /** Writes of one kind share a statement. */
  enum Kind {
    INSERT,
    UPDATE,
    DELETE
  }

  static SessionWrite replace(SessionRecord next) {
    return new SessionWrite(next.key(), next.version() - 1, next);
  }

  static SessionWrite remove(SessionKey key, long version) {
    return new SessionWrite(key, version, null);
  }

  Kind kind() {
    if (next == null) {
      return Kind.DELETE;
    }
    return expected == SessionRecord.ABSENT ? Kind.INSERT : Kind.UPDATE;
  }
}
