// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.server.authority.service.ServiceEndpoint;
import io.fleetauth.server.reply.Router;
import io.netty.handler.codec.http.HttpMethod;
import reactor.core.scheduler.Scheduler;

/** The routes of the Azure services, each open to scripts and to browsers. */
final class ServiceRoutes {

  private static final String EXCHANGE = "exchangeAccessToken";
  private static final String IDENTITIES = "/identities";
  private static final String IDENTITY = IDENTITIES + "/{id}";

  private final Router.Builder router;
  private final Authority.Parts parts;
  private final Scheduler timer;

  ServiceRoutes(Router.Builder router, Authority.Parts parts, Scheduler timer) {
    this.router = router;
    this.parts = parts;
    this.timer = timer;
  }

  void add(Services services) {
    on("GET", "/Accounts/{id}/token", "mixed-reality", services.mixedReality()::token);
    var communication = services.communication();
    on("POST", IDENTITIES, "identities", communication.create());
    on("GET", IDENTITY, "identities", communication.get());
    on("DELETE", IDENTITY, "identities", communication.delete());
    issuing("POST", IDENTITY, "issueAccessToken", communication.issueToken());
    issuing("POST", IDENTITY, "revokeAccessTokens", communication.revokeTokens());
    issuing("POST", "/teamsUser", EXCHANGE, communication.teamsUser());
    issuing("POST", "/access/teamsExtension", EXCHANGE, communication.teamsExtension());
    issuing("POST", "/access/entra", EXCHANGE, communication.entraUser());
    preflight("/Accounts/{id}/token", "GET");
    preflight(IDENTITIES, "POST");
    preflight(IDENTITY, "GET, DELETE");
  }

  /** Adds an operation whose last segment is a colon and its name. */
  private void issuing(String method, String path, String name, Router.CallHandler operation) {
    on(method, path + "/:" + name, name, operation);
    preflight(path + "/:" + name, method);
  }

  private void on(String method, String path, String name, Router.CallHandler operation) {
    var endpoint = new ServiceEndpoint(operation);
    router.raw(HttpMethod.valueOf(method), path, new ScriptedService(name, endpoint, parts, timer));
  }

  private void preflight(String path, String methods) {
    router.on(HttpMethod.OPTIONS, path, ServiceEndpoint.preflight(methods));
  }
}
