// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.server.authority.AuthorityConfig.Control;
import io.fleetauth.server.authority.AuthorityConfig.User;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Json;
import io.fleetauth.server.reply.Reply;
import io.fleetauth.server.reply.ReplyException;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * The control API under {@code /control}: scripts, decisions without a browser, accounts, counts.
 * Needs the control token, and answers loopback only unless configured otherwise.
 */
final class ControlHandlers {

  private static final ErrorCode FORBIDDEN = new ErrorCode("forbidden");
  private static final ErrorCode NOT_FOUND = new ErrorCode("not_found");

  private final Control control;
  private final String token;
  private final Authority.Parts parts;
  private final Users users;
  private final AuthorityStore store;

  /**
   * @param token the control token in force, configured or generated
   */
  ControlHandlers(
      Control control, String token, Authority.Parts parts, Users users, AuthorityStore store) {
    this.control = control;
    this.token = token;
    this.parts = parts;
    this.users = users;
    this.store = store;
  }

  private void requireToken(Call call) {
    InetSocketAddress peer = call.request().remoteAddress();
    boolean near =
        peer != null && peer.getAddress() != null && peer.getAddress().isLoopbackAddress();
    if (!near && !control.remote()) {
      throw new ReplyException(Reply.oauthError(403, FORBIDDEN, "Control is for loopback only."));
    }
    var shown = call.bearer();
    if (shown == null || !MessageDigest.isEqual(shown.getBytes(UTF_8), token.getBytes(UTF_8))) {
      throw new ReplyException(
          Reply.oauthError(401, ErrorCode.INVALID_TOKEN, "The control token is missing or wrong.")
              .withHeader("www-authenticate", "Bearer realm=\"fleetauth control\""));
    }
  }

  Mono<Reply> ledger(Call call) {
    requireToken(call);
    return Mono.just(Reply.json(parts.ledger().asMap()));
  }

  Mono<Reply> scripts(Call call) {
    requireToken(call);
    return Mono.just(Reply.json(parts.scripts().all()));
  }

  Mono<Reply> addScript(Call call) {
    requireToken(call);
    return call.body(Call.BODY_LIMIT).map(this::addedScript);
  }

  private Reply addedScript(byte[] body) {
    parts.scripts().add(Json.value(body, Script.class));
    return Reply.json(201, parts.scripts().all());
  }

  Mono<Reply> clearScripts(Call call) {
    requireToken(call);
    parts.scripts().clear();
    return Mono.just(Reply.noContent());
  }

  Mono<Reply> approve(Call call) {
    requireToken(call);
    return call.body(Call.BODY_LIMIT).map(Json::object).flatMap(this::approved);
  }

  private Mono<Reply> approved(Map<String, Object> body) {
    var user = user(String.valueOf(body.getOrDefault("user", parts.firstUser())));
    return decided(parts.grants().approve(code(body), user.name()), Ledger.Entry.APPROVALS);
  }

  Mono<Reply> deny(Call call) {
    requireToken(call);
    return call.body(Call.BODY_LIMIT)
        .map(Json::object)
        .flatMap(body -> decided(parts.grants().deny(code(body)), Ledger.Entry.DENIALS));
  }

  private static String code(Map<String, Object> body) {
    if (body.get("user_code") instanceof String code) {
      return code;
    }
    throw ReplyException.badRequest("user_code is missing");
  }

  private Mono<Reply> decided(Mono<DeviceGrant> decision, Ledger.Entry entry) {
    return decision
        .doOnNext(grant -> parts.ledger().count(entry))
        .map(grant -> Reply.noContent())
        .defaultIfEmpty(Reply.oauthError(404, NOT_FOUND, "No open device code has this code."));
  }

  Mono<Reply> disable(Call call) {
    return setDisabled(call, true);
  }

  Mono<Reply> enable(Call call) {
    return setDisabled(call, false);
  }

  private Mono<Reply> setDisabled(Call call, boolean disabled) {
    requireToken(call);
    var row = users.set(user(call.variable("name")), disabled);
    return store.write(List.of(row)).thenReturn(Reply.noContent());
  }

  private User user(String name) {
    var user = users.find(name);
    if (user == null) {
      throw new ReplyException(Reply.oauthError(404, NOT_FOUND, "There is no such user."));
    }
    return user;
  }
}
