// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import io.fleetauth.FleetAuth;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.server.reply.PreparedJson;
import io.fleetauth.session.SessionKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Whose token a handle reads: good exactly as long as the engine gives out the token for which the
 * handle was looked up in the store. With each new token that is done again, so a handle that was
 * replaced or ended is never served. Holds neither the token, which the engine has, nor its answer.
 * Immutable.
 */
final class HotSession {

  static final String TOKEN = "access_token";
  static final String EXPIRES_ON = "expires_on";
  static final String EXPIRES_IN = "expires_in";

  private final SessionKey key;
  private final FleetAuth fleet;
  private final PreparedJson answer;
  private final Instant obtainedAt;
  private final int hash;

  /**
   * @param answer the shape of answers with tokens of this type and scopes
   */
  HotSession(SessionKey key, FleetAuth fleet, AccessToken token, PreparedJson answer) {
    this.key = key;
    this.fleet = fleet;
    this.answer = answer;
    this.obtainedAt = token.obtainedAt();
    this.hash = token.value().hashCode();
  }

  /** Returns what a device is told of a token beside the token and its times. */
  static Map<String, Object> members(AccessToken token) {
    var members = new LinkedHashMap<String, Object>();
    members.put("token_type", token.type());
    members.put("scope", token.scopes().toString());
    return members;
  }

  SessionKey key() {
    return key;
  }

  /** Returns the token to answer with, or {@code null} when the store has to be asked again. */
  @Nullable AccessToken current() {
    AccessToken token = fleet.peek(key.device());
    return token != null && isKnown(token) ? token : null;
  }

  private boolean isKnown(AccessToken token) {
    return token.value().hashCode() == hash && token.obtainedAt().equals(obtainedAt);
  }

  /**
   * @param token what {@link #current} returned
   * @param now seconds since the epoch
   */
  Publisher<Void> write(AccessToken token, long now, HttpServerResponse response) {
    long end = token.expiresAt().getEpochSecond();
    return answer.write(token.value(), end, Math.max(0, end - now), response);
  }
}
