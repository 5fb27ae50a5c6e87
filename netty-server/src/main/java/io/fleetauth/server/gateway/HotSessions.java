// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.fleetauth.session.SessionKey;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Ready answers by the {@code Authorization} header that asks for them. Thread-safe. */
final class HotSessions {

  static final String SCHEME = "Bearer ";

  private final Cache<String, HotSession> byHeader;
  private final ConcurrentMap<SessionKey, String> headers = new ConcurrentHashMap<>();

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

  /** Keeps the answer for a handle; an older handle of the same session is dropped. */
  void put(String handle, HotSession session) {
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
