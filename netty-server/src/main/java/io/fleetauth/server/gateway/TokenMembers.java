// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.server.gateway.service.ServiceToken;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a device is told that reads a token with its handle.
 *
 * @param clock for {@code expires_in}
 */
record TokenMembers(Clock clock) {

  Map<String, Object> of(AccessToken token) {
    var members = new LinkedHashMap<String, Object>();
    members.put(HotSession.TOKEN, token.value());
    members.putAll(HotSession.members(token));
    members.put(HotSession.EXPIRES_ON, token.expiresAt().getEpochSecond());
    members.put(HotSession.EXPIRES_IN, expiresIn(token));
    return members;
  }

  /** Like the other, without a scope when it has none, and with the identity as {@code user_id}. */
  Map<String, Object> of(ServiceToken found) {
    Map<String, Object> members = of(found.token());
    if (found.token().scopes().isEmpty()) {
      members.remove("scope");
    }
    if (found.user() != null) {
      members.put("user_id", found.user());
    }
    return members;
  }

  /** Returns whole seconds, at least 0. */
  long expiresIn(AccessToken token) {
    return Math.max(0, Duration.between(clock.instant(), token.expiresAt()).toSeconds());
  }
}
