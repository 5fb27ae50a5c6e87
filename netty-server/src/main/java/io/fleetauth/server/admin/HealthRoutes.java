// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.admin;

import io.fleetauth.server.gateway.Gateway;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Reply;
import io.fleetauth.server.reply.Router;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.SessionKey;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** {@code /health/live} and {@code /health/ready}; open to everybody. */
final class HealthRoutes {

  private static final Logger LOG = LoggerFactory.getLogger(HealthRoutes.class);
  private static final Duration STORE_WITHIN = Duration.ofSeconds(2);
  private static final SessionKey NOBODY = new SessionKey("health", new DeviceId("nobody"));

  private static final Reply UP = Reply.json(Map.of("status", "up"));
  private static final Reply STORE_DOWN =
      Reply.json(503, Map.of("status", "down", "reason", "the store does not answer"));
  private static final Reply STOPPING =
      Reply.json(503, Map.of("status", "down", "reason", "shutting down"));

  private final Gateway gateway;
  private final Scheduler timer;

  HealthRoutes(Gateway gateway, Scheduler timer) {
    this.gateway = gateway;
    this.timer = timer;
  }

  void addTo(Router.Builder router) {
    router.get("/health/live", call -> Mono.just(UP)).get("/health/ready", this::ready);
  }

  private Mono<Reply> ready(Call call) {
    if (gateway.isClosing()) {
      return Mono.just(STOPPING);
    }
    return gateway
        .sessions()
        .find(NOBODY)
        .timeout(STORE_WITHIN, timer)
        .thenReturn(UP)
        .doOnError(failure -> LOG.warn("The store is not ready: {}", failure.toString()))
        .onErrorReturn(STORE_DOWN);
  }
}
