// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.server.authority.DeviceGrant.State;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Json;
import io.fleetauth.server.reply.Parameters;
import io.fleetauth.server.reply.Reply;
import io.fleetauth.server.reply.ReplyWriter;
import io.fleetauth.server.reply.Router;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.server.HttpServerResponse;

/** Reads the form, plays a script if one matches, else lets the true handler answer. */
final class ScriptedHandler implements Router.RawHandler {

  private final FormHandler truth;
  private final Authority.Parts parts;
  private final Scheduler timer;
  private final Clock clock;
  private final ReplyWriter writer = new ReplyWriter();

  ScriptedHandler(FormHandler truth, Authority.Parts parts, Scheduler timer, Clock clock) {
    this.truth = truth;
    this.parts = parts;
    this.timer = timer;
    this.clock = clock;
  }

  @Override
  public Publisher<Void> write(Call call, HttpServerResponse response) {
    return call.form().flatMap(form -> write(call, form, response));
  }

  private Mono<Void> write(Call call, Parameters form, HttpServerResponse response) {
    var script = parts.scripts().next(call, form);
    if (script == null) {
      return answer(call, form).flatMap(reply -> writer.write(reply, response));
    }
    parts.ledger().count(Ledger.Entry.SCRIPTED);
    var played = Mono.defer(() -> play(script, call, form, response));
    return script.delay().isZero() ? played : Mono.delay(script.delay(), timer).then(played);
  }

  private Mono<Void> play(Script script, Call call, Parameters form, HttpServerResponse response) {
    return switch (script.action()) {
      case DROP -> drop(response);
      case DROP_REPLY -> answer(call, form).then(drop(response));
      default -> reply(script, call, form).flatMap(reply -> writer.write(reply, response));
    };
  }

  private Mono<Reply> reply(Script script, Call call, Parameters form) {
    var grant = parts.scripts().grant(form);
    return switch (script.action()) {
      case PENDING -> refuse(Refusal.AUTHORIZATION_PENDING, call);
      case SLOW_DOWN ->
          parts
              .grants()
              .change(grant, DeviceGrant::slowedDown)
              .then(refuse(Refusal.SLOW_DOWN, call));
      case DENY ->
          parts.grants().change(grant, open -> open.with(State.DENIED)).then(answer(call, form));
      case EXPIRE ->
          parts
              .grants()
              .change(grant, open -> open.expiredAt(clock.instant()))
              .then(answer(call, form));
      case APPROVE -> approve(script, grant).then(answer(call, form));
      case STATUS -> Mono.just(status(script));
      case MALFORMED -> answer(call, form).map(reply -> malformed(script, reply));
      case OMIT -> answer(call, form).map(reply -> without(script, reply));
      default -> answer(call, form);
    };
  }

  private Mono<Reply> answer(Call call, Parameters form) {
    return Mono.defer(() -> truth.reply(call, form))
        .onErrorResume(RefusedException.class, e -> Mono.just(parts.refusals().reply(e, call)))
        .onErrorResume(RejectedExecutionException.class, e -> refuse(Refusal.OVERLOADED, call))
        .map(reply -> traced(reply, call));
  }

  private static Reply traced(Reply reply, Call call) {
    var id = Refusals.requestId(call);
    return id != null && "true".equalsIgnoreCase(call.header("return-client-request-id"))
        ? reply.withHeader("client-request-id", id)
        : reply;
  }

  private Mono<Reply> refuse(Refusal refusal, Call call) {
    return Mono.just(
        parts.refusals().reply(new RefusedException(refusal, "Try again later."), call));
  }

  private Mono<DeviceGrant> approve(Script script, @Nullable DeviceGrant grant) {
    if (grant == null || !grant.isOpen(clock.instant())) {
      return Mono.empty();
    }
    var user = script.user() == null ? parts.firstUser() : script.user();
    return parts.grants().change(grant, open -> open.approvedBy(user));
  }

  private static Reply status(Script script) {
    var body = script.body() == null ? "{\"error\":\"temporarily_unavailable\"}" : script.body();
    var reply = Reply.jsonBytes(script.status(), body.getBytes(StandardCharsets.UTF_8));
    return script.retryAfter() == null
        ? reply
        : reply.withHeader("retry-after", script.retryAfter().toString());
  }

  private static Reply malformed(Script script, Reply reply) {
    var body = script.body() == null ? "{\"access_token\":" : script.body();
    return Reply.jsonBytes(reply.status(), body.getBytes(StandardCharsets.UTF_8));
  }

  private static Reply without(Script script, Reply reply) {
    var body = Json.object(reply.body());
    script.omit().forEach(body::remove);
    return Reply.json(reply.status(), body);
  }

  static Mono<Void> drop(HttpServerResponse response) {
    return Mono.<Void>fromRunnable(
            () -> response.withConnection(connection -> connection.channel().close()))
        .then(Mono.never());
  }
}
