// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import io.fleetauth.session.DeviceSession.State;
import org.jspecify.annotations.Nullable;

/**
 * Which records to list, in the order of (registration, device). A {@code null} filter lets all
 * pass.
 *
 * @param after key of the last record of the page before, or {@code null} for the first page
 * @param limit most records to emit, at least 1
 */
public record SessionQuery(
    @Nullable String registration,
    @Nullable State state,
    @Nullable String user,
    @Nullable SessionKey after,
    int limit) {

  public SessionQuery {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, was " + limit);
    }
  }
}
