// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static java.util.Objects.requireNonNull;

import io.fleetauth.session.DeviceSession.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session as a store sees it: the few members it may look for, and the rest sealed.
 *
 * @param version of this record, from 1
 * @param dueAt when the sweep has work with it, or {@code null} for never
 * @param user who signed in, to filter lists by, or {@code null}
 * @param code hash of the gateway's device code, unique in the store, or {@code null}
 * @param handle hash of the session handle, unique in the store, or {@code null}
 * @param updatedAt when it was written
 * @param sealed JWE in compact form, bound to {@code key}
 */
public record SessionRecord(
    SessionKey key,
    long version,
    State state,
    @Nullable Instant dueAt,
    @Nullable String user,
    @Nullable SecretHash code,
    @Nullable SecretHash handle,
    Instant updatedAt,
    String sealed) {

  /** The version to expect where there is no record yet. */
  public static final long ABSENT = 0;

  public SessionRecord {
    requireNonNull(key, "key");
    requireNonNull(state, "state");
    requireNonNull(updatedAt, "updatedAt");
    requireNonNull(sealed, "sealed");
    if (version <= ABSENT) {
      throw new IllegalArgumentException("version must be positive, was " + version);
    }
  }

  @Override
  public String toString() {
    return "SessionRecord[" + key + ", version=" + version + ", state=" + state + "]";
  }
}
