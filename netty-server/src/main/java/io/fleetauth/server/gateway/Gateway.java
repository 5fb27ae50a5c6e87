// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import static java.util.Objects.requireNonNull;

import com.nimbusds.jose.jwk.RSAKey;
import io.fleetauth.FleetAuth;
import io.fleetauth.endpoint.AuthorizationServer;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.observe.EngineObserver;
import io.fleetauth.server.gateway.service.DeviceServices;
import io.fleetauth.server.gateway.service.ServicesConfig;
import io.fleetauth.server.reply.Router;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SessionSealer;
import io.fleetauth.session.SessionStore;
import io.fleetauth.session.Sessions;
import io.fleetauth.store.ObservedSessionSealer;
import java.time.Clock;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Speaks OAuth with devices and keeps their sessions: one engine for each registration, over one
 * store. Building does no I/O. Thread-safe.
 */
public final class Gateway {

  private final Map<String, ServedRegistration> registrations;
  private final Sessions sessions;
  private final SignInDesk desk;
  private final TokenReads reads = new TokenReads();
  private final Clock clock;
  private final HotSessions hot;
  private final OAuthRoutes oauth;
  private final MetadataRoutes metadata;
  private final HandleRoutes handleRoutes;
  private final DeviceServices services;
  private final ServiceRoutes serviceRoutes;
  private final Scheduler signing =
      Schedulers.newBoundedElastic(1, TokenAnswer.QUEUE, "fleetauth-sign", 60, true);
  private volatile boolean closing;

  private Gateway(Builder builder) {
    GatewayConfig config = builder.config;
    var idTokens = new IdTokenIssuer(requireNonNull(builder.signingKey, "signingKey"));
    this.clock = requireNonNull(builder.clock, "clock");
    Scheduler timer = requireNonNull(builder.timer, "timer");
    this.sessions = builder.sessions(clock);
    this.registrations = builder.registrations(clock, timer);
    var random = DeviceSecrets.seeded();
    var polls = new Polls(sessions, clock, timer, 2L * config.limits().maxPendingSignIns());
    this.desk = new SignInDesk(new DeviceSecrets(random), random, polls);
    int served = registrations.size();
    this.hot = new HotSessions(served * config.limits().hotSessions(served));
    var handles = new Handles(sessions);
    var answer = new TokenAnswer(idTokens, signing, clock);
    var redemption = new Redemption(sessions, polls, hot, answer);
    var codes = new DeviceCodeGrant(sessions, polls, redemption, clock, timer);
    var grant = new HandleGrant(handles, answer);
    this.services = builder.services(sessions, registrations, timer);
    var members = new TokenMembers(clock);
    var exchanges = new TokenExchangeGrant(handles, services, members);
    this.oauth = new OAuthRoutes(registrations, config, desk, codes, grant, exchanges, clock);
    this.metadata = new MetadataRoutes(registrations, config, idTokens);
    this.handleRoutes = new HandleRoutes(registrations, handles, hot, reads, services, members);
    this.serviceRoutes = new ServiceRoutes(handleRoutes::session, services, members);
  }

  public static Builder builder(GatewayConfig config) {
    return new Builder(config);
  }

  /** Resumes the sign-ins that were pending when the process stopped. */
  public Mono<Void> start() {
    return Flux.fromIterable(registrations.values())
        .flatMap(registration -> registration.fleet().start())
        .then();
  }

  /** Ends gracefully; the store stays open. */
  public Mono<Void> close() {
    return Flux.fromIterable(registrations.values())
        .flatMapDelayError(registration -> registration.fleet().close(), 16, 1)
        .then()
        .doFirst(() -> closing = true)
        .doFirst(services::close)
        .doFinally(signal -> signing.dispose());
  }

  /** Returns whether {@link #close} was called: then load balancers should go elsewhere. */
  public boolean isClosing() {
    return closing;
  }

  /** Adds the device-facing endpoints to {@code router}. */
  public void addTo(Router.Builder router) {
    metadata.addTo(router);
    oauth.addTo(router);
    handleRoutes.addTo(router);
    serviceRoutes.addTo(router);
  }

  /** Returns the handler of an HTTP server: the hot path in front of {@code router}. */
  public BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> before(Router router) {
    return new HotPath(hot, reads, clock, router);
  }

  /** Returns what is served, by name, in the order of the configuration. */
  public Map<String, ServedRegistration> registrations() {
    return registrations;
  }

  /** Returns the sessions of all registrations. */
  public Sessions sessions() {
    return sessions;
  }

  public SignInDesk desk() {
    return desk;
  }

  public TokenReads reads() {
    return reads;
  }

  /** Signs a device out; its handle is no good from then on. Errors are those of the store. */
  public Mono<Void> signOut(SessionKey key) {
    return handleRoutes.signOut(key);
  }

  /** Gathers what a gateway is made of; the store, the key and the time are required. */
  public static final class Builder {

    private final GatewayConfig config;
    private final Map<String, AuthorizationServer> servers = new HashMap<>();
    private @Nullable SessionStore store;
    private @Nullable SessionSealer sealer;
    private @Nullable RSAKey signingKey;
    private @Nullable Clock clock;
    private @Nullable Scheduler timer;
    private EngineObserver observer = EngineObserver.NONE;
    private ServicesConfig services = ServicesConfig.NONE;
    private @Nullable HttpTransport transport;

    private Builder(GatewayConfig config) {
      this.config = requireNonNull(config, "config");
    }

    /** Keeps all sessions in {@code store}; the caller closes it. */
    public Builder store(SessionStore newStore, SessionSealer newSealer) {
      store = newStore;
      sealer = newSealer;
      return this;
    }

    /** Signs ID tokens; keep it, because clients and resource servers cache its public part. */
    public Builder signingKey(RSAKey key) {
      signingKey = key;
      return this;
    }

    /** Waits on {@code newTimer} and stamps with {@code newClock}. */
    public Builder time(Clock newClock, Scheduler newTimer) {
      clock = newClock;
      timer = newTimer;
      return this;
    }

    /** Tells {@code newObserver} of the engines' work; nobody by default. */
    public Builder observer(EngineObserver newObserver) {
      observer = newObserver;
      return this;
    }

    /** Talks to the server of one registration through {@code server} instead of HTTP. */
    public Builder authorizationServer(String registration, AuthorizationServer server) {
      servers.put(registration, server);
      return this;
    }

    /**
     * Gives devices tokens of {@code newServices}, none by default, which are reached over {@code
     * newTransport}; the caller closes that.
     */
    public Builder services(ServicesConfig newServices, HttpTransport newTransport) {
      services = newServices;
      transport = newTransport;
      return this;
    }

    /** Throws {@code IllegalArgumentException} that names what does not fit. */
    public Gateway build() {
      return new Gateway(this);
    }

    private DeviceServices services(
        Sessions ofDevices, Map<String, ServedRegistration> served, Scheduler waiting) {
      services.requireKnown(served.keySet());
      return transport == null
          ? DeviceServices.none(ofDevices, waiting)
          : DeviceServices.of(
              services,
              transport,
              ofDevices,
              session ->
                  requireNonNull(served.get(session.registration()), session::registration)
                      .fleet()
                      .credential(session.device()));
    }

    private Sessions sessions(Clock time) {
      var observed = new ObservedSessionSealer(requireNonNull(sealer, "sealer"), observer);
      return new Sessions(requireNonNull(store, "store"), observed, time);
    }

    private Map<String, ServedRegistration> registrations(Clock time, Scheduler waiting) {
      var served = new LinkedHashMap<String, ServedRegistration>();
      config
          .registrations()
          .forEach((name, one) -> served.put(name, serve(name, one, time, waiting)));
      return Collections.unmodifiableMap(served);
    }

    private ServedRegistration serve(
        String name, RegistrationConfig one, Clock time, Scheduler waiting) {
      ClientRegistration client = one.registration(name);
      FleetAuth.Builder engine =
          FleetAuth.builder(client)
              .store(requireNonNull(store, "store"), requireNonNull(sealer, "sealer"))
              .time(time, waiting)
              .refreshPolicy(config.refreshPolicy())
              .maxPendingSignIns(config.limits().maxPendingSignIns())
              .maxHotSessions(config.limits().hotSessions(config.registrations().size()))
              .observer(observer);
      if (servers.containsKey(name)) {
        engine = engine.authorizationServer(servers.get(name));
      }
      if (config.keepAlive() != null) {
        engine = engine.keepAlive(config.keepAlive());
      }
      return new ServedRegistration(name, one, client.scopes(), engine.build());
    }
  }
}
