// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.admin;

import io.fleetauth.FleetEvent;
import io.fleetauth.FleetEvent.RefreshFailed;
import io.fleetauth.FleetEvent.SessionEnded;
import io.fleetauth.FleetEvent.SignInChanged;
import io.fleetauth.FleetEvent.TokenRefreshed;
import io.fleetauth.server.gateway.Gateway;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.EventStream;
import io.fleetauth.server.reply.Router;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.server.HttpServerResponse;

/** {@code /v1/events}: what happens in the fleet, as server-sent events from now on. */
final class EventRoutes {

  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final Gateway gateway;
  private final AdminGuard guard;
  private final Scheduler timer;

  EventRoutes(Gateway gateway, AdminGuard guard, Scheduler timer) {
    this.gateway = gateway;
    this.guard = guard;
    this.timer = timer;
  }

  void addTo(Router.Builder router) {
    router.raw(HttpMethod.GET, "/v1/events", guard.guardRaw(this::stream));
  }

  private Publisher<Void> stream(Call call, HttpServerResponse response) {
    Flux<String> events =
        Flux.fromIterable(gateway.registrations().values())
            .flatMap(registration -> registration.fleet().events())
            .map(EventRoutes::event);
    return EventStream.write(events.publish(this::withHeartbeats), response);
  }

  /** Ends with the events, so that an open stream does not hold up a gateway that stops. */
  private Flux<String> withHeartbeats(Flux<String> events) {
    Flux<String> heartbeats =
        Flux.interval(Duration.ZERO, HEARTBEAT, timer).map(beat -> EventStream.HEARTBEAT);
    return Flux.merge(heartbeats.takeUntilOther(events.ignoreElements()), events);
  }

  private static String event(FleetEvent event) {
    var view = new LinkedHashMap<String, Object>();
    view.put("registration", event.registration());
    view.put("device", event.device().value());
    view.put("at", event.at().toString());
    return EventStream.event(describe(event, view), view);
  }

  /** Adds what is special to the event and returns its name. */
  private static String describe(FleetEvent event, Map<String, Object> view) {
    if (event instanceof SignInChanged changed) {
      view.put("step", name(changed.event().getClass().getSimpleName()));
      return "sign_in";
    }
    if (event instanceof TokenRefreshed refreshed) {
      view.put("expires_at", refreshed.expiresAt().toString());
      return "token_refreshed";
    }
    if (event instanceof RefreshFailed failed) {
      view.put("problem", failed.problem());
      return "refresh_failed";
    }
    view.put("reason", ((SessionEnded) event).reason().name().toLowerCase(Locale.ROOT));
    return "session_ended";
  }

  /** Turns {@code SlowedDown} into {@code slowed_down}. */
  private static String name(String type) {
    return type.replaceAll("(?<=[a-z])([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
