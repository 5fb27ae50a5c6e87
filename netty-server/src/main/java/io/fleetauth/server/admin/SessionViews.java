// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.admin;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.Identity;
import io.fleetauth.server.gateway.StartedSignIn;
import io.fleetauth.session.DeviceSession;
import io.fleetauth.session.Ended;
import io.fleetauth.session.PendingSignIn;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SessionRecord;
import io.fleetauth.session.SignedIn;
import io.fleetauth.session.StoredSession;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What people may see of sessions: no tokens, no handles. */
final class SessionViews {

  private SessionViews() {}

  /** Returns a line of the list, made without opening the record. */
  static Map<String, Object> record(SessionRecord record) {
    Map<String, Object> view = head(record.key(), record.state());
    put(view, "user", record.user());
    put(view, "due_at", record.dueAt());
    put(view, "updated_at", record.updatedAt());
    return view;
  }

  static Map<String, Object> session(StoredSession stored) {
    DeviceSession session = stored.session();
    Map<String, Object> view = head(stored.key(), session.state());
    view.put("version", stored.version());
    put(view, "due_at", session.dueAt());
    if (session instanceof Ended ended) {
      view.put("reason", ended.reason().name().toLowerCase(Locale.ROOT));
      put(view, "ended_at", ended.endedAt());
    }
    if (session instanceof PendingSignIn pending) {
      put(view, "started_at", pending.startedAt());
      put(view, "expires_at", pending.expiresAt());
    }
    SignedIn tokens = session.tokens();
    if (tokens != null) {
      addTokens(view, tokens);
    }
    return view;
  }

  private static void addTokens(Map<String, Object> view, SignedIn tokens) {
    put(view, "user", user(tokens.identity()));
    view.put("scope", tokens.scopes().toString());
    put(view, "signed_in_at", tokens.signedInAt());
    put(view, "refreshed_at", tokens.refreshedAt());
    view.put("renewable", tokens.refreshToken() != null);
    view.put("handle_issued", tokens.handle() != null);
    view.put(
        "access_tokens", tokens.accessTokens().values().stream().map(SessionViews::token).toList());
  }

  private static Map<String, Object> token(AccessToken token) {
    var view = new LinkedHashMap<String, Object>();
    view.put("scope", token.scopes().toString());
    put(view, "expires_at", token.expiresAt());
    return view;
  }

  private static @Nullable Map<String, Object> user(@Nullable Identity identity) {
    if (identity == null) {
      return null;
    }
    var view = new LinkedHashMap<String, Object>();
    view.put("subject", identity.subject());
    put(view, "user_name", identity.userName());
    put(view, "display_name", identity.displayName());
    view.put("verified", identity.verified());
    return view;
  }

  /** Returns what an installer needs: the code for the person, and the one for the device. */
  static Map<String, Object> started(String registration, StartedSignIn started) {
    var authorization = started.authorization();
    URI complete = authorization.verificationUriComplete();
    var view = new LinkedHashMap<String, Object>();
    view.put("registration", registration);
    view.put("device", started.device().value());
    view.put("user_code", authorization.userCode().value());
    view.put("verification_uri", authorization.verificationUri().toString());
    put(view, "verification_uri_complete", complete);
    view.put("message", authorization.prompt());
    put(view, "expires_at", started.expiresAt());
    view.put("interval", started.interval());
    view.put("client_id", started.clientId());
    view.put("device_code", started.deviceCode());
    return view;
  }

  private static Map<String, Object> head(SessionKey key, DeviceSession.State state) {
    var view = new LinkedHashMap<String, Object>();
    view.put("registration", key.registration());
    view.put("device", key.device().value());
    view.put("state", state.name().toLowerCase(Locale.ROOT));
    return view;
  }

  /** A member without a value is left out. */
  private static void put(Map<String, Object> view, String name, @Nullable Object value) {
    if (value != null) {
      view.put(name, value instanceof Instant || value instanceof URI ? value.toString() : value);
    }
  }
}
