// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.admin;

import io.fleetauth.server.gateway.Gateway;
import io.fleetauth.server.reply.Router;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * What the people who run a gateway use: sessions, sign-ins and events behind the admin token;
 * health and metrics for everybody.
 */
public final class Admin {

  private final Gateway gateway;
  private final Metrics metrics;
  private final AdminGuard guard;
  private final Scheduler timer;

  /**
   * @param adminToken what callers present, or {@code null} to refuse them all
   * @param metrics whose observer the gateway was built with
   * @param timer for time-outs and heartbeats
   */
  public Admin(Gateway gateway, @Nullable String adminToken, Metrics metrics, Scheduler timer) {
    this.gateway = gateway;
    this.metrics = metrics;
    this.guard = new AdminGuard(adminToken);
    this.timer = timer;
    metrics.watch(gateway);
  }

  /** Adds the admin endpoints to {@code router}. */
  public void addTo(Router.Builder router) {
    var sessions = new SessionRoutes(gateway, guard);
    sessions.addTo(router);
    new SignInRoutes(gateway, guard, sessions).addTo(router);
    new EventRoutes(gateway, guard, timer).addTo(router);
    new HealthRoutes(gateway, timer).addTo(router);
    metrics.addTo(router);
  }

  /** Returns the handler of an HTTP server that serves devices and admins alike. */
  public BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> withGateway() {
    Router.Builder router = Router.builder();
    gateway.addTo(router);
    addTo(router);
    return gateway.before(router.build());
  }
}
