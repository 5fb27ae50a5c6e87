// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Parameters;
import io.fleetauth.server.reply.Reply;
import io.fleetauth.server.reply.ReplyException;
import io.fleetauth.session.SecretHash;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the pages remember of a browser, in memory, at most 100,000. Each has an own token that
 * every form must bring back. Thread-safe.
 */
final class BrowserSessions {

  private static final long MOST = 100_000;

  /**
   * @param id value of the cookie
   * @param csrf value of the hidden field of each form
   * @param user name of who is signed in, or null
   * @param signedInAt when that was, or null
   * @param userCode code that was entered, or null
   * @param approved what the person let each client have, by client id
   */
  record BrowserSession(
      String id,
      String csrf,
      @Nullable String user,
      @Nullable Instant signedInAt,
      @Nullable String userCode,
      Map<String, Scopes> approved) {

    BrowserSession withUserCode(@Nullable String code) {
      return new BrowserSession(id, csrf, user, signedInAt, code, approved);
    }

    BrowserSession withApproval(String clientId, Scopes scopes) {
      var all = new HashMap<>(approved);
      all.merge(clientId, scopes, Scopes::plus);
      return new BrowserSession(id, csrf, user, signedInAt, userCode, Map.copyOf(all));
    }

    boolean isOlder(Duration age, Instant now) {
      return signedInAt == null || signedInAt.plus(age).isBefore(now);
    }

    boolean hasApproved(String clientId, Scopes scopes) {
      return approved.getOrDefault(clientId, Scopes.NONE).containsAll(scopes);
    }

    /** Shows neither cookie nor token. */
    @Override
    public String toString() {
      return "BrowserSession[user=" + user + "]";
    }
  }

  private final Cache<String, BrowserSession> sessions;
  private final Codes codes;
  private final Clock clock;

  BrowserSessions(Duration idle, Codes codes, Clock clock) {
    this.codes = codes;
    this.clock = clock;
    this.sessions =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterAccess(idle)
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .executor(Runnable::run)
            .build();
  }

  /** Returns the session of the cookie, or a new one. */
  BrowserSession of(Call call) {
    var session = existing(call);
    return session == null ? start(null, null, null, Map.of()) : session;
  }

  private @Nullable BrowserSession existing(Call call) {
    var id = call.cookie(cookieName(call));
    return id == null ? null : sessions.getIfPresent(SecretHash.of(id).value());
  }

  /** Returns the session of a form; refuses one without its token. */
  BrowserSession ofForm(Call call, Parameters form) {
    var session = existing(call);
    var token = form.get("csrf", "");
    if (session == null
        || !MessageDigest.isEqual(token.getBytes(US_ASCII), session.csrf().getBytes(US_ASCII))) {
      throw new ReplyException(
          Pages.notice(
              403,
              "This page is too old",
              "Go back to where you began and start again. Cookies must be allowed."));
    }
    return session;
  }

  private BrowserSession start(
      @Nullable String user,
      @Nullable Instant signedInAt,
      @Nullable String userCode,
      Map<String, Scopes> approved) {
    var session =
        new BrowserSession(codes.secret(), codes.secret(), user, signedInAt, userCode, approved);
    save(session);
    return session;
  }

  void save(BrowserSession session) {
    sessions.put(SecretHash.of(session.id()).value(), session);
  }

  /** Ends the session and starts another, so that an id from before the sign-in is of no use. */
  BrowserSession signedIn(BrowserSession before, String user) {
    end(before);
    Map<String, Scopes> approved = user.equals(before.user()) ? before.approved() : Map.of();
    return start(user, clock.instant(), before.userCode(), approved);
  }

  void end(BrowserSession session) {
    sessions.invalidate(SecretHash.of(session.id()).value());
  }

  /**
   * Adds the cookie. HTTPS has an own name, because HTTP can not replace a secure cookie. The pages
   * alone get it: cookies know no ports, and whoever listens for a redirect on loopback is on the
   * same host as an authority on loopback.
   */
  Reply withCookie(Reply reply, BrowserSession session, Call call) {
    var secure = call.secure() ? "; Secure" : "";
    var value = cookieName(call) + "=" + session.id() + "; HttpOnly; SameSite=Lax" + secure;
    return reply.withCookie(value + "; Path=/device").withCookie(value + "; Path=/authorize");
  }

  private static String cookieName(Call call) {
    return call.secure() ? "__Secure-fleetauth" : "fleetauth";
  }
}
