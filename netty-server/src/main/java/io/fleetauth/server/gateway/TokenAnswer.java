// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.Identity;
import io.fleetauth.oauth.LimitExceededException;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.reply.Json;
import io.fleetauth.server.reply.Reply;
import io.fleetauth.session.SignedIn;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Makes successful token responses, RFC 6749 section 5.1. Thread-safe. */
final class TokenAnswer {

  /** Most ID tokens that wait to be signed; a few seconds of work. */
  static final int QUEUE = 10_000;

  private static final String LIMIT = "max-signatures-waiting";

  private final IdTokenIssuer idTokens;
  private final Scheduler signing;
  private final Clock clock;

  /**
   * @param signing where ID tokens are signed: a millisecond each, and the JDK reads randomness for
   *     it, so not on an event loop
   */
  TokenAnswer(IdTokenIssuer idTokens, Scheduler signing, Clock clock) {
    this.idTokens = idTokens;
    this.signing = signing;
    this.clock = clock;
  }

  /** Emits the response; {@code LimitExceededException} when too many wait to be signed. */
  Mono<Reply> reply(DeviceRequest request, SignedIn session, AccessToken token, String handle) {
    boolean openid = session.identity() != null && asked(request, session).contains("openid");
    Mono<Reply> answer = Mono.fromSupplier(() -> make(request, session, token, handle));
    return openid
        ? answer
            .subscribeOn(signing)
            .onErrorMap(
                RejectedExecutionException.class, full -> new LimitExceededException(LIMIT, QUEUE))
        : answer;
  }

  private static Scopes asked(DeviceRequest request, SignedIn session) {
    return request.scope() == null ? session.scopes() : Scopes.of(request.scope());
  }

  private Reply make(DeviceRequest request, SignedIn session, AccessToken token, String handle) {
    Instant now = clock.instant();
    Scopes asked = asked(request, session);
    long expiresIn = Math.max(0, Duration.between(now, token.expiresAt()).toSeconds());
    var body = new LinkedHashMap<String, Object>();
    body.put("token_type", token.type());
    body.put("scope", scope(token.scopes(), asked));
    body.put("expires_in", expiresIn);
    body.put("ext_expires_in", expiresIn);
    body.put("access_token", token.value());
    body.put("refresh_token", handle);
    if (session.identity() != null) {
      addUser(body, request, session.identity(), asked.contains("openid"), now);
    }
    return Reply.json(body);
  }

  private void addUser(
      Map<String, Object> body, DeviceRequest request, Identity user, boolean openid, Instant now) {
    if (openid) {
      body.put("id_token", idTokens.issue(request.issuer(), request.clientId(), user, now));
    }
    if (request.wantsClientInfo()) {
      body.put("client_info", clientInfo(user, request.registration().name()));
    }
  }

  /**
   * Names what was granted, and what is asked but no scope of the resource: MSAL looks for its
   * cached token under the words that it asked for.
   */
  private static String scope(Scopes granted, Scopes asked) {
    Scopes named = granted;
    for (String scope : asked.values()) {
      if (ServedRegistration.OPENID.contains(scope) || scope.endsWith("/.default")) {
        named = named.plus(Scopes.of(scope));
      }
    }
    return named.toString();
  }

  /** Returns MSAL's account id: base64url of {@code uid} and {@code utid}. */
  private static String clientInfo(Identity user, String registration) {
    var info = new LinkedHashMap<String, Object>();
    info.put("uid", otherwise(user.objectId(), user.subject()));
    info.put("utid", otherwise(user.tenantId(), registration));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(info));
  }

  private static String otherwise(@Nullable String value, String other) {
    return value == null ? other : value;
  }
}
