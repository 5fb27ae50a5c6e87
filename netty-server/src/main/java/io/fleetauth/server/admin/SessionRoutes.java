// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.admin;

import static io.fleetauth.server.reply.ReplyException.badRequest;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetauth.server.gateway.Gateway;
import io.fleetauth.server.gateway.Refusals;
import io.fleetauth.server.gateway.ServedRegistration;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Parameters;
import io.fleetauth.server.reply.Reply;
import io.fleetauth.server.reply.Router;
import io.fleetauth.session.DeviceSession.State;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SessionQuery;
import io.fleetauth.session.SessionRecord;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** {@code /v1/sessions}: who is signed in; sign out; renew now. */
final class SessionRoutes {

  private static final String LIST = "/v1/sessions";
  private static final String ONE = LIST + "/{registration}/{device}";
  private static final int DEFAULT_LIMIT = 100;
  private static final int MOST = 1000;

  private final Gateway gateway;
  private final AdminGuard guard;

  SessionRoutes(Gateway gateway, AdminGuard guard) {
    this.gateway = gateway;
    this.guard = guard;
  }

  void addTo(Router.Builder router) {
    router
        .get(LIST, guard.guard(this::list))
        .get(ONE, guard.guard(this::get))
        .delete(ONE, guard.guard(this::signOut))
        .post(ONE + "/refresh", guard.guard(this::refresh));
  }

  private Mono<Reply> list(Call call) {
    Parameters query = call.query();
    return page(query, state(query.get("state")));
  }

  /** Emits one page; {@code next} is the cursor of the next one, and is missing on the last. */
  Mono<Reply> page(Parameters query, @Nullable State state) {
    int limit = limit(query.get("limit"));
    var asked =
        new SessionQuery(
            query.get("registration"),
            state,
            query.get("user"),
            after(query.get("cursor")),
            limit + 1);
    return gateway.sessions().list(asked).collectList().map(found -> page(found, limit));
  }

  private static Reply page(List<SessionRecord> found, int limit) {
    List<SessionRecord> page = found.subList(0, Math.min(limit, found.size()));
    var body = new LinkedHashMap<String, Object>();
    body.put("sessions", page.stream().map(SessionViews::record).toList());
    if (found.size() > limit) {
      body.put("next", cursor(page.get(limit - 1).key()));
    }
    return Reply.json(body);
  }

  private Mono<Reply> get(Call call) {
    SessionKey key = key(call);
    return gateway
        .sessions()
        .find(key)
        .map(stored -> Reply.json(SessionViews.session(stored)))
        .defaultIfEmpty(AdminReplies.NO_SESSION);
  }

  private Mono<Reply> signOut(Call call) {
    SessionKey key = key(call);
    return gateway
        .sessions()
        .find(key)
        .flatMap(stored -> gateway.signOut(key).thenReturn(Reply.noContent()))
        .defaultIfEmpty(AdminReplies.NO_SESSION);
  }

  private Mono<Reply> refresh(Call call) {
    SessionKey key = key(call);
    return registration(key)
        .fleet()
        .refresh(key.device())
        .map(token -> Reply.json(Map.of("expires_at", token.expiresAt().toString())))
        .onErrorResume(Refusals::oauth);
  }

  private ServedRegistration registration(SessionKey key) {
    return AdminReplies.registration(gateway, key.registration());
  }

  private SessionKey key(Call call) {
    ServedRegistration served = AdminReplies.registration(gateway, call.variable("registration"));
    return served.key(AdminReplies.device(call.variable("device")));
  }

  private static int limit(@Nullable String limit) {
    try {
      int asked = limit == null ? DEFAULT_LIMIT : Integer.parseInt(limit);
      if (asked < 1 || asked > MOST) {
        throw badRequest("limit must be 1 to " + MOST);
      }
      return asked;
    } catch (NumberFormatException e) {
      throw badRequest("limit must be a number");
    }
  }

  private static @Nullable State state(@Nullable String state) {
    try {
      return state == null ? null : State.valueOf(state.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw badRequest("state must be pending, signed_in or ended");
    }
  }

  private static String cursor(SessionKey last) {
    String plain = last.registration() + "/" + last.device();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(UTF_8));
  }

  private static @Nullable SessionKey after(@Nullable String cursor) {
    if (cursor == null) {
      return null;
    }
    try {
      String plain = new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
      int slash = plain.indexOf('/');
      var device = AdminReplies.device(plain.substring(slash + 1));
      return new SessionKey(plain.substring(0, Math.max(0, slash)), device);
    } catch (IllegalArgumentException e) {
      throw badRequest("cursor is not one of ours");
    }
  }
}
