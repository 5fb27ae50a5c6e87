// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetauth.server.authority.service.ServiceEndpoint;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Json;
import io.fleetauth.server.reply.Reply;
import io.fleetauth.server.reply.ReplyWriter;
import io.fleetauth.server.reply.Router;
import java.util.Map;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.server.HttpServerResponse;

/**
 * An operation of an Azure service that scripts can let fail. Those that are about a device grant
 * do not play here.
 */
final class ScriptedService implements Router.RawHandler {

  private final String endpoint;
  private final ServiceEndpoint truth;
  private final Authority.Parts parts;
  private final Scheduler timer;
  private final ReplyWriter writer = new ReplyWriter();

  /**
   * @param endpoint what scripts call the operation
   */
  ScriptedService(String endpoint, ServiceEndpoint truth, Authority.Parts parts, Scheduler timer) {
    this.endpoint = endpoint;
    this.truth = truth;
    this.parts = parts;
    this.timer = timer;
  }

  @Override
  public Publisher<Void> write(Call call, HttpServerResponse response) {
    var script = parts.scripts().next(endpoint);
    if (script == null) {
      return truth.reply(call).flatMap(reply -> writer.write(reply, response));
    }
    parts.ledger().count(Ledger.Entry.SCRIPTED);
    var played = Mono.defer(() -> play(script, call, response));
    return script.delay().isZero() ? played : Mono.delay(script.delay(), timer).then(played);
  }

  private Mono<Void> play(Script script, Call call, HttpServerResponse response) {
    return switch (script.action()) {
      case DROP -> ScriptedHandler.drop(response);
      case DROP_REPLY -> truth.reply(call).then(ScriptedHandler.drop(response));
      default -> reply(script, call).flatMap(reply -> writer.write(reply, response));
    };
  }

  private Mono<Reply> reply(Script script, Call call) {
    return switch (script.action()) {
      case STATUS -> Mono.just(ServiceEndpoint.decorated(status(script), call));
      case MALFORMED -> truth.reply(call).map(reply -> malformed(script, reply));
      case OMIT -> truth.reply(call).map(reply -> without(script, reply));
      default -> truth.reply(call);
    };
  }

  private static Reply status(Script script) {
    var body = script.body() == null ? error(script.status()) : script.body().getBytes(UTF_8);
    var reply = Reply.jsonBytes(script.status(), body);
    return script.retryAfter() == null
        ? reply
        : reply.withHeader("retry-after", script.retryAfter().toString());
  }

  private static byte[] error(int status) {
    var code = status == 429 ? "TooManyRequests" : "Scripted";
    return Json.bytes(
        Map.of("error", Map.of("code", code, "message", "A script answers with " + status + ".")));
  }

  private static Reply malformed(Script script, Reply reply) {
    var body = script.body() == null ? "{\"AccessToken\":" : script.body();
    return reply.withBody(body.getBytes(UTF_8));
  }

  private static Reply without(Script script, Reply reply) {
    var body = Json.object(reply.body());
    script.omit().forEach(body::remove);
    return reply.withBody(Json.bytes(body));
  }
}
