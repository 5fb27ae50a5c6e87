// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server;

import static java.util.Objects.requireNonNull;

import io.fleetauth.http.HttpAuthorizationServer;
import io.fleetauth.http.HttpOptions;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.http.TrustedCertificates;
import io.fleetauth.server.admin.Admin;
import io.fleetauth.server.admin.Metrics;
import io.fleetauth.server.config.ConfigException;
import io.fleetauth.server.config.GatewaySection;
import io.fleetauth.server.config.RegistrationSection;
import io.fleetauth.server.gateway.Gateway;
import io.fleetauth.server.gateway.SigningKeyFile;
import io.fleetauth.session.JweSessionSealer;
import io.fleetauth.session.KeyRing;
import io.fleetauth.session.LiveKeyRing;
import io.fleetauth.session.Resealing;
import io.fleetauth.session.SessionQuery;
import io.fleetauth.session.SessionStore;
import io.fleetauth.store.ObservedSessionStore;
import io.fleetauth.time.TimerWheel;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A gateway that runs: its store, keys, engines and ports. Starting and closing block. */
public final class GatewayServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GatewayServer.class);

  private final GatewaySection section;
  private final AdminToken adminToken;
  private final SessionStore store;
  private final TimerWheel timer;
  private final Map<String, HttpAuthorizationServer> upstreams;
  private final HttpTransport transport;
  private final Gateway gateway;
  private final Listeners listeners;
  private final Disposable resealing;

  private GatewayServer(Parts parts, Gateway gateway, Listeners listeners, Disposable resealing) {
    this.section = parts.section;
    this.adminToken = parts.adminToken;
    this.store = parts.store;
    this.timer = parts.timer;
    this.upstreams = parts.upstreams;
    this.transport = parts.transport;
    this.gateway = gateway;
    this.listeners = listeners;
    this.resealing = resealing;
  }

  /** What a gateway is built from, opened in this order. */
  private record Parts(
      GatewaySection section,
      AdminToken adminToken,
      LiveKeyRing keys,
      SessionStore store,
      TimerWheel timer,
      Map<String, HttpAuthorizationServer> upstreams,
      HttpTransport transport) {

    void close() {
      upstreams.values().forEach(upstream -> upstream.close().block());
      transport.close().block();
      store.close().block();
      timer.dispose();
    }
  }

  /**
   * Starts a gateway. Throws {@code ListenException}, {@code StoreException}, {@code
   * SealException}, {@code ConfigException}, or an {@code IOException} that names the file.
   *
   * @param flags how command line options for ports begin, for messages
   */
  public static GatewayServer start(GatewaySection section, DataFolder folder, String flags)
      throws IOException {
    if (section.registrations().isEmpty()) {
      throw new ConfigException(
          "there is no registration: name one below 'gateway.registrations' and give the file"
              + " with --config");
    }
    var timer = TimerWheel.create();
    var storage = new Storage(section.store(), folder);
    var keys = LiveKeyRing.open(storage.sealingKeys(), timer.clock());
    var upstreams = upstreams(section, timer);
    var adminToken = AdminToken.of(section.adminToken(), folder);
    SessionStore store = storage.open(timer);
    var transport = HttpTransport.of(HttpOptions.DEFAULTS, timer.clock(), timer);
    var parts = new Parts(section, adminToken, keys, store, timer, upstreams, transport);
    try {
      return start(parts, storage, flags);
    } catch (IOException | RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  private static GatewayServer start(Parts parts, Storage storage, String flags)
      throws IOException {
    var metrics = new Metrics();
    var sealer = new JweSessionSealer(parts.keys);
    SessionStore store = observed(parts.store, metrics);
    Gateway.Builder builder =
        Gateway.builder(parts.section.config(parts.adminToken.value()))
            .store(store, sealer)
            .signingKey(SigningKeyFile.load(storage.signingKey()))
            .time(parts.timer.clock(), parts.timer)
            .services(parts.section.services(), parts.transport)
            .observer(metrics.observer());
    parts.upstreams.forEach(builder::authorizationServer);
    Gateway gateway = builder.build();
    requireFittingKeys(gateway);
    var admin = new Admin(gateway, parts.adminToken.value().value(), metrics, parts.timer);
    SslContext tls =
        parts.section.https() ? Tls.open(storage.folder(), parts.section.host()) : null;
    Listeners listeners =
        Listeners.bind(ports(parts.section, flags), tls, admin.withGateway()).block();
    gateway.start().block();
    var resealing = new Resealing(store, parts.keys, sealer, metrics.observer(), parts.timer);
    Flux<KeyRing> newKeys = parts.keys.run(parts.timer, Schedulers.boundedElastic());
    var server =
        new GatewayServer(
            parts, gateway, requireNonNull(listeners), resealing.run(newKeys).subscribe());
    server.watchUpstreams();
    return server;
  }

  /** Times the store by the system's clock: the tick of the timer is coarser than most calls. */
  private static SessionStore observed(SessionStore store, Metrics metrics) {
    return new ObservedSessionStore(store, metrics.observer(), Schedulers.immediate());
  }

  private static Map<String, HttpAuthorizationServer> upstreams(
      GatewaySection section, TimerWheel timer) throws IOException {
    var upstreams = new LinkedHashMap<String, HttpAuthorizationServer>();
    for (Map.Entry<String, RegistrationSection> entry : section.registrations().entrySet()) {
      HttpOptions options = options(entry.getKey(), entry.getValue());
      var client = entry.getValue().config().registration(entry.getKey());
      upstreams.put(
          entry.getKey(), HttpAuthorizationServer.of(client, options, timer.clock(), timer));
    }
    return upstreams;
  }

  private static HttpOptions options(String registration, RegistrationSection section) {
    Path caFile = section.caFile();
    try {
      return caFile == null
          ? section.options()
          : section.options().withTrusted(TrustedCertificates.pem(caFile));
    } catch (IOException e) {
      throw new ConfigException(
          "gateway.registrations." + registration + ".ca-file: " + e.getMessage());
    }
  }

  /** One record is enough: rings keep their old keys, so a wrong ring opens none. */
  private static void requireFittingKeys(Gateway gateway) {
    gateway
        .sessions()
        .list(new SessionQuery(null, null, null, null, 1))
        .map(gateway.sessions()::open)
        .then()
        .block();
  }

  private static Listeners.Ports ports(GatewaySection section, String flags) {
    return new Listeners.Ports(
        new HttpListener.Address(
            section.host(), section.httpPort(), flags + "http-port or gateway.http-port"),
        section.https()
            ? new HttpListener.Address(
                section.host(), section.httpsPort(), flags + "https-port or gateway.https-port")
            : null);
  }

  /** A gateway starts without its authorization servers: those signed in are served from memory. */
  private void watchUpstreams() {
    Flux.fromIterable(upstreams.entrySet())
        .flatMap(upstream -> reach(upstream.getKey(), upstream.getValue()))
        .subscribe();
  }

  private static Mono<Void> reach(String name, HttpAuthorizationServer upstream) {
    return upstream
        .discovery()
        .metadata()
        .doOnError(
            failure ->
                LOG.warn(
                    "Registration {}: {}. Devices can not sign in until that works; it is tried"
                        + " again for each of them.",
                    name,
                    failure.getMessage()))
        .onErrorComplete()
        .then();
  }

  /** Returns the base of its plain HTTP URLs, without a slash at the end. */
  public String httpUrl() {
    return listeners.httpUrl();
  }

  /** Returns the base of its HTTPS URLs, or {@code null} when it does not speak HTTPS. */
  public @Nullable String httpsUrl() {
    return listeners.httpsUrl();
  }

  public AdminToken adminToken() {
    return adminToken;
  }

  /** Returns the names of the registrations served. */
  public List<String> registrations() {
    return List.copyOf(section.registrations().keySet());
  }

  public Gateway gateway() {
    return gateway;
  }

  /** Takes no new work, lets what is under way end, then closes everything. Blocks. */
  @Override
  public void close() {
    Duration limit = section.closeWithin();
    resealing.dispose();
    // first: polls that are held end with their engine
    gateway.close().block(limit.multipliedBy(2));
    listeners.close(limit);
    upstreams.values().forEach(upstream -> upstream.close().block(limit));
    transport.close().block(limit);
    store.close().block(limit);
    timer.dispose();
  }
}
