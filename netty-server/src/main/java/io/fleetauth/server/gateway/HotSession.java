// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import io.fleetauth.FleetAuth;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.server.reply.PreparedJson;
import io.fleetauth.session.SessionKey;
import java.util.LinkedHashMap;
import java.util.Map;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A ready answer for a handle: good exactly as long as the engine would give out the same token
 * object. With each new token the handle is looked up in the store again, so a handle that was
 * replaced or ended is never served. Immutable.
 */
final class HotSession {

  static final String LAST_MEMBER = "expires_in";

  private final SessionKey key;
  private final FleetAuth fleet;
  private final AccessToken token;
  private final PreparedJson body;

  HotSession(SessionKey key, FleetAuth fleet, AccessToken token) {
    this.key = key;
    this.fleet = fleet;
    this.token = token;
    this.body = new PreparedJson(members(token), LAST_MEMBER);
  }

  /** Returns what a device is told of a token, all but {@link #LAST_MEMBER}. */
  static Map<String, Object> members(AccessToken token) {
    var members = new LinkedHashMap<String, Object>();
    members.put("access_token", token.value());
    members.put("token_type", token.type());
    members.put("scope", token.scopes().toString());
    members.put("expires_on", token.expiresAt().getEpochSecond());
    return members;
  }

  SessionKey key() {
    return key;
  }

  @SuppressWarnings("ReferenceEquality") // the same object, or it has to be looked at again
  boolean isCurrent() {
    return fleet.peek(key.device()) == token;
  }

  /**
   * @param now seconds since the epoch
   */
  Publisher<Void> write(long now, HttpServerResponse response) {
    return body.write(Math.max(0, token.expiresAt().getEpochSecond() - now), response);
  }
}
