// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.http.HttpTransport;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Reply;
import io.fleetauth.server.reply.Router;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * An identity provider in this process. Bind {@link #handler} on HTTP, on HTTPS, or on both at
 * once. Grants, refresh tokens, keys and revocations are in the data folder before a client hears
 * of them, so that a crash takes nothing back. Thread-safe.
 */
public final class Authority {

  /** What scripts and the control API act on. */
  record Parts(
      DeviceGrants grants, Scripts scripts, Ledger ledger, Refusals refusals, String firstUser) {}

  private static final int WORK_QUEUE = 10_000;
  private static final String OAUTH = "/{tenant}/oauth2/v2.0/";

  private final Router router;
  private final ControlToken controlToken;
  private final HttpTransport transport;
  private final AuthorityStore store;
  private final Scheduler workers;
  private final Mono<Void> purge;
  private final ServiceAccounts services;

  Authority(
      Router router,
      ControlToken controlToken,
      HttpTransport transport,
      AuthorityStore store,
      Scheduler workers,
      Mono<Void> purge,
      ServiceAccounts services) {
    this.services = services;
    this.router = router;
    this.transport = transport;
    this.purge = purge;
    this.controlToken = controlToken;
    this.store = store;
    this.workers = workers;
  }

  /** Like the other, with the system's secure random numbers. */
  public static Mono<Authority> open(
      AuthorityConfig config, Path dataFolder, Clock clock, Scheduler timer) {
    return open(config, dataFolder, clock, timer, new SecureRandom());
  }

  /**
   * Opens the data folder, made when it is not there, and reads what earlier runs left.
   *
   * @param timer waits out the delays of scripts
   * @param random cryptographically strong; used on worker threads only
   */
  public static Mono<Authority> open(
      AuthorityConfig config,
      Path dataFolder,
      Clock clock,
      Scheduler timer,
      RandomGenerator random) {
    return Mono.defer(
        () -> {
          var workers = newWorkers();
          return SqliteAuthorityStore.open(dataFolder.resolve("authority.db"))
              .flatMap(store -> open(config, dataFolder, clock, timer, random, store, workers))
              .doOnError(failure -> workers.dispose());
        });
  }

  private static Mono<Authority> open(
      AuthorityConfig config,
      Path dataFolder,
      Clock clock,
      Scheduler timer,
      RandomGenerator random,
      AuthorityStore store,
      Scheduler workers) {
    return store
        .load()
        .publishOn(workers)
        .map(
            rows ->
                new AuthorityAssembly(
                    config,
                    ControlToken.of(config.control(), dataFolder, random),
                    ServiceAccounts.of(config.services(), dataFolder, new Codes(random)),
                    clock,
                    timer,
                    random,
                    store,
                    workers,
                    rows))
        .flatMap(assembly -> store.write(assembly.created()).thenReturn(assembly.authority()))
        .onErrorResume(failure -> store.close().then(Mono.error(failure)));
  }

  private static Scheduler newWorkers() {
    int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
    return Schedulers.newBoundedElastic(threads, WORK_QUEUE, "authority", 60, true);
  }

  /** Random numbers that need not be secret, without blocking an event loop. */
  static RandomGenerator ids() {
    return () -> ThreadLocalRandom.current().nextLong();
  }

  /** Returns what to give to {@code HttpServer.handle}. */
  public BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> handler() {
    return router;
  }

  /** Returns where the control token is, and its value. */
  public ControlToken controlToken() {
    return controlToken;
  }

  /** Returns the accounts of the Azure services. */
  public ServiceAccounts services() {
    return services;
  }

  /** Forgets, in memory and in the data folder, what expired; until cancelled. */
  public Mono<Void> purge() {
    return purge;
  }

  /** Lets writes under way end and closes the data folder. Stop the servers first. */
  public Mono<Void> close() {
    return transport.close().then(store.close()).doFinally(end -> workers.dispose());
  }

  /** Routes of the OAuth endpoints, each open to scripts. */
  static void addEndpoints(
      Router.Builder router,
      Map<String, FormHandler> endpoints,
      Parts parts,
      Scheduler timer,
      Clock clock) {
    endpoints.forEach(
        (name, handler) ->
            router.raw(
                HttpMethod.POST, OAUTH + name, new ScriptedHandler(handler, parts, timer, clock)));
  }

  static void addMetadata(Router.Builder router, MetadataHandlers metadata, Refusals refusals) {
    router
        .get(
            "/{tenant}/v2.0/.well-known/openid-configuration",
            refusing(metadata::configuration, refusals))
        .get(
            "/.well-known/oauth-authorization-server/{tenant}/v2.0",
            refusing(metadata::configuration, refusals))
        .get("/{tenant}/discovery/v2.0/keys", refusing(metadata::keys, refusals))
        .get("/common/discovery/instance", refusing(metadata::instance, refusals));
  }

  static void addAuthorization(Router.Builder router, AuthorizationPages pages) {
    router
        .get(OAUTH + "authorize", pages::authorize)
        .post(OAUTH + "authorize", pages::authorize)
        .get("/authorize/{tenant}", pages::start)
        .get("/authorize/{tenant}/login", pages::login)
        .post("/authorize/{tenant}/login", pages::signIn)
        .get("/authorize/{tenant}/confirm", pages::confirm)
        .post("/authorize/{tenant}/confirm", pages::decide)
        .post("/authorize/{tenant}/logout", pages::logout);
  }

  static void addBearer(Router.Builder router, BearerHandlers bearer) {
    router
        .get("/{tenant}/openid/userinfo", bearer::userInfo)
        .post("/{tenant}/openid/userinfo", bearer::userInfo)
        .get("/oidc/userinfo", bearer::userInfo)
        .get("/api/me", bearer::me);
  }

  static void addPages(Router.Builder router, DevicePages pages) {
    router
        .get("/device", pages::start)
        .post("/device", pages::enterCode)
        .get("/device/login", pages::login)
        .post("/device/login", pages::signIn)
        .get("/device/confirm", pages::confirm)
        .post("/device/confirm", pages::decide)
        .post("/device/logout", pages::logout)
        .get("/device/style.css", pages::style);
  }

  static void addControl(Router.Builder router, ControlHandlers control, Refusals refusals) {
    router
        .get("/control/ledger", control::ledger)
        .get("/control/scripts", control::scripts)
        .post("/control/scripts", control::addScript)
        .delete("/control/scripts", control::clearScripts)
        .post("/control/approve", refusing(control::approve, refusals))
        .post("/control/deny", refusing(control::deny, refusals))
        .post("/control/users/{name}/disable", refusing(control::disable, refusals))
        .post("/control/users/{name}/enable", refusing(control::enable, refusals));
  }

  private static Router.CallHandler refusing(Router.CallHandler handler, Refusals refusals) {
    return call ->
        Mono.defer(() -> handler.reply(call))
            .onErrorResume(RefusedException.class, e -> refused(e, call, refusals));
  }

  private static Mono<Reply> refused(RefusedException e, Call call, Refusals refusals) {
    return Mono.just(refusals.reply(e, call));
  }
}
