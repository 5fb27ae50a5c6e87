// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.Scopes;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Keeps one of each of the few values that the sessions of a fleet have in common: each session is
 * read from the store with scopes of its own, which weigh more than half a kilobyte. Thread-safe.
 */
final class SharedValues {

  /** More are left as they come, lest a server that makes up scopes fill the heap. */
  static final int MOST = 1_024;

  private final ConcurrentMap<Scopes, Scopes> scopes = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, String> types = new ConcurrentHashMap<>();

  /** Returns an equal token whose parts are shared. */
  AccessToken token(AccessToken token) {
    return new AccessToken(
        token.value(),
        one(types, token.type()),
        one(scopes, token.scopes()),
        token.obtainedAt(),
        token.expiresAt(),
        token.refreshAt());
  }

  Scopes scopes(Scopes some) {
    return one(scopes, some);
  }

  private static <T> T one(ConcurrentMap<T, T> known, T value) {
    T shared = known.get(value);
    if (shared == null && known.size() < MOST) {
      shared = known.putIfAbsent(value, value);
    }
    return shared == null ? value : shared;
  }
}
