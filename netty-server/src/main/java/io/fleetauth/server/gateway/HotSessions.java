// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.fleetauth.FleetAuth;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.server.reply.PreparedJson;
import io.fleetauth.session.SessionKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Looked-up sessions by the {@code Authorization} header that asks for them. Thread-safe. */
final class HotSessions {

  static final String SCHEME = "Bearer ";

  /** Each more has its own, lest a server that makes up scopes fill the heap. */
  private static final int MOST_ANSWERS = 1_024;

  private final Cache<String, HotSession> byHeader;
  private final ConcurrentMap<SessionKey, String> headers = new ConcurrentHashMap<>();
  private final ConcurrentMap<Map<String, Object>, PreparedJson> answers =
      new ConcurrentHashMap<>();

  HotSessions(long limit) {
    this.byHeader =
        Caffeine.newBuilder()
            .maximumSize(limit)
            .executor(Runnable::run)
            .evictionListener(this::evicted)
            .build();
  }

  /** Returns what was put for this header, or {@code null}; allocates nothing. */
  @Nullable HotSession get(String authorization) {
    return byHeader.getIfPresent(authorization);
  }

  /**
   * Remembers that the handle reads this token; an older handle of the same session is dropped. A
   * token that JSON can not hold as it is, is left to the slow path.
   */
  void put(String handle, SessionKey key, FleetAuth fleet, AccessToken token) {
    if (PreparedJson.isPlain(token.value())) {
      put(handle, new HotSession(key, fleet, token, answer(token)));
    }
  }

  /** Returns the one that all tokens of the same type and scopes share. */
  private PreparedJson answer(AccessToken token) {
    Map<String, Object> members = HotSession.members(token);
    PreparedJson shared = answers.get(members);
    if (shared == null) {
      shared =
          new PreparedJson(HotSession.TOKEN, members, HotSession.EXPIRES_ON, HotSession.EXPIRES_IN);
      if (answers.size() < MOST_ANSWERS) {
        answers.put(members, shared);
      }
    }
    return shared;
  }

  private void put(String handle, HotSession session) {
    String header = SCHEME + handle;
    String older = headers.put(session.key(), header);
    if (older != null && !older.equals(header)) {
      byHeader.invalidate(older);
    }
    byHeader.put(header, session);
  }

  /** Drops what is kept for the session. */
  void drop(SessionKey session) {
    String header = headers.remove(session);
    if (header != null) {
      byHeader.invalidate(header);
    }
  }

  private void evicted(@Nullable String header, @Nullable HotSession session, RemovalCause cause) {
    if (header != null && session != null) {
      headers.remove(session.key(), header);
    }
  }
}
