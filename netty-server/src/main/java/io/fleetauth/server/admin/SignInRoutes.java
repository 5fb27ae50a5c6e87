// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.admin;

import static io.fleetauth.server.reply.ReplyException.badRequest;

import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.gateway.Gateway;
import io.fleetauth.server.gateway.Refusals;
import io.fleetauth.server.gateway.ServedRegistration;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Json;
import io.fleetauth.server.reply.Reply;
import io.fleetauth.server.reply.Router;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.DeviceSession.State;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * {@code /v1/sign-ins}: starts sign-ins for devices of the fleet and gives them up. The answer has
 * the gateway's device code for each device; who holds it collects the session handle at the token
 * endpoint.
 */
final class SignInRoutes {

  private static final String LIST = "/v1/sign-ins";
  private static final int MOST_DEVICES = 1000;
  private static final int AT_ONCE = 16;

  private final Gateway gateway;
  private final AdminGuard guard;
  private final SessionRoutes sessions;

  SignInRoutes(Gateway gateway, AdminGuard guard, SessionRoutes sessions) {
    this.gateway = gateway;
    this.guard = guard;
    this.sessions = sessions;
  }

  void addTo(Router.Builder router) {
    router
        .get(LIST, guard.guard(this::list))
        .post(LIST, guard.guard(this::start))
        .delete(LIST + "/{registration}/{device}", guard.guard(this::cancel));
  }

  /** What to start, as it comes. */
  private record Wanted(
      ServedRegistration registration, List<DeviceId> devices, String clientId, Scopes scopes) {}

  private Mono<Reply> list(Call call) {
    return sessions.page(call.query(), State.PENDING);
  }

  private Mono<Reply> start(Call call) {
    return call.body(Call.BODY_LIMIT)
        .defaultIfEmpty(new byte[0])
        .map(body -> wanted(Json.object(body)))
        .flatMap(this::start);
  }

  private Mono<Reply> start(Wanted wanted) {
    return Flux.fromIterable(wanted.devices())
        .flatMapSequential(device -> start(wanted, device), AT_ONCE)
        .collectList()
        .map(all -> Reply.json(201, Map.of("sign_ins", all)));
  }

  /** One device that fails does not take the others with it. */
  private Mono<Map<String, Object>> start(Wanted wanted, DeviceId device) {
    ServedRegistration registration = wanted.registration();
    return gateway
        .desk()
        .start(registration, device, wanted.clientId(), wanted.scopes())
        .map(started -> SessionViews.started(registration.name(), started))
        .onErrorResume(
            failure -> Refusals.oauth(failure).map(reply -> failed(wanted, device, reply)));
  }

  private static Map<String, Object> failed(Wanted wanted, DeviceId device, Reply reply) {
    var view = new LinkedHashMap<String, Object>();
    view.put("registration", wanted.registration().name());
    view.put("device", device.value());
    view.putAll(Json.object(reply.body()));
    return view;
  }

  private Wanted wanted(Map<String, Object> body) {
    String name = text(body, "registration");
    if (name == null) {
      throw badRequest("registration is missing");
    }
    ServedRegistration registration = AdminReplies.registration(gateway, name);
    Scopes scopes = registration.scopes(text(body, "scopes"));
    return new Wanted(registration, devices(body), client(body, registration), scopes);
  }

  private static String client(Map<String, Object> body, ServedRegistration registration) {
    String asked = text(body, "client_id");
    List<String> allowed = registration.config().deviceClients();
    if (asked != null && !allowed.contains(asked)) {
      throw badRequest("client_id must be one of " + allowed);
    }
    return asked == null ? allowed.get(0) : asked;
  }

  private static List<DeviceId> devices(Map<String, Object> body) {
    Object many = body.get("devices");
    Stream<?> named =
        many instanceof List<?> list ? list.stream() : Stream.ofNullable(body.get("device"));
    List<DeviceId> devices =
        named.map(device -> AdminReplies.device(String.valueOf(device))).distinct().toList();
    if (devices.isEmpty() || devices.size() > MOST_DEVICES) {
      throw badRequest("name a device, or 1 to " + MOST_DEVICES + " devices");
    }
    return devices;
  }

  private static @Nullable String text(Map<String, Object> body, String name) {
    Object value = body.get(name);
    if (value != null && !(value instanceof String)) {
      throw badRequest(name + " must be a string");
    }
    return (String) value;
  }

  private Mono<Reply> cancel(Call call) {
    var registration = AdminReplies.registration(gateway, call.variable("registration"));
    return registration
        .fleet()
        .cancelSignIn(AdminReplies.device(call.variable("device")))
        .map(cancelled -> cancelled ? Reply.noContent() : AdminReplies.NO_SIGN_IN);
  }
}
