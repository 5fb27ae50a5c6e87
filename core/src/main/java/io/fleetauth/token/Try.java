// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.oauth.Scopes;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.SignedIn;
import io.fleetauth.session.StoredSession;

/**
 * One try to renew the session of one device.
 *
 * @param stored what it begins with: as found, then as claimed
 * @param session its tokens
 * @param slot the token in memory
 * @param scopes of the token
 * @param start milliseconds on the timer's line
 */
record Try(
    Request request,
    StoredSession stored,
    SignedIn session,
    HotToken slot,
    Scopes scopes,
    Progress progress,
    long start) {

  DeviceId device() {
    return stored.key().device();
  }

  /** Returns this once its session is claimed. */
  Try claimed(Claims.Taken taken, long sentAt) {
    return new Try(request, taken.stored(), taken.session(), slot, scopes, progress, sentAt);
  }

  boolean isOwn() {
    return scopes.equals(session.scopes());
  }
}
