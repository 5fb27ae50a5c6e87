// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** All sign-ins that went through the proxy, by the codes and tokens they showed. Thread-safe. */
final class Trails {

  private final ConcurrentMap<String, Trail> byUserCode = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Trail> bySecret = new ConcurrentHashMap<>();

  void start(String userCode, String deviceCode) {
    var trail = new Trail();
    byUserCode.put(userCode, trail);
    bySecret.put(deviceCode, trail);
    trail.note("code issued");
  }

  /** Returns the trail of a user code, or null. */
  @Nullable Trail ofUserCode(String userCode) {
    return byUserCode.get(userCode);
  }

  /** Returns the trail that a device code or refresh token belongs to, or null. */
  @Nullable Trail of(@Nullable String secret) {
    return secret == null ? null : bySecret.get(secret);
  }

  /** Lets a new refresh token lead to the trail. */
  void extend(Trail trail, String refreshToken) {
    bySecret.put(refreshToken, trail);
  }

  /** Forgets a refresh token that never comes back. */
  void forget(String refreshToken) {
    bySecret.remove(refreshToken);
  }
}
