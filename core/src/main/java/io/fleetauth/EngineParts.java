// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth;

import io.fleetauth.endpoint.AuthorizationServer;
import io.fleetauth.http.HttpAuthorizationServer;
import io.fleetauth.http.HttpOptions;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.observe.EngineObserver;
import io.fleetauth.session.InMemorySessionStore;
import io.fleetauth.session.JweSessionSealer;
import io.fleetauth.session.KeyRing;
import io.fleetauth.session.SessionSealer;
import io.fleetauth.session.SessionStore;
import io.fleetauth.store.ObservedSessionSealer;
import io.fleetauth.time.TimerWheel;
import io.fleetauth.token.RefreshPolicy;
import io.fleetauth.token.TokenSettings;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** What the builder gathers, with the defaults. */
final class EngineParts {

  /** What an exchange may wait for beside its request: metadata and the client's proof. */
  private static final Duration DISCOVERY = Duration.ofSeconds(15);

  final ClientRegistration registration;
  @Nullable SessionStore store;
  @Nullable SessionSealer sealer;
  @Nullable AuthorizationServer server;
  @Nullable Scheduler timer;
  HttpOptions http = HttpOptions.DEFAULTS;
  Clock clock = Clock.systemUTC();
  RefreshPolicy policy = RefreshPolicy.WHILE_USED;
  @Nullable Duration keepAlive;
  int maxPendingSignIns = 100_000;
  long maxHotSessions = TokenSettings.DEFAULTS.maxHotSessions();
  EngineObserver observer = EngineObserver.NONE;
  Duration closeWithin = Duration.ofSeconds(10);

  EngineParts(ClientRegistration registration) {
    this.registration = registration;
  }

  TokenSettings settings() {
    TokenSettings defaults = TokenSettings.DEFAULTS;
    return new TokenSettings(
        policy,
        keepAlive,
        maxHotSessions,
        defaults.sweepEvery(),
        server == null ? exchanges() : defaults.exchanges());
  }

  /** A renewal whose turn it is finds a connection, unless others than renewals have them. */
  private TokenSettings.Exchanges exchanges() {
    return new TokenSettings.Exchanges(
        http.limits().exchangesInFlight(),
        http.limits().exchangesQueued(),
        http.timeouts().queued(),
        http.timeouts().whole().plus(DISCOVERY));
  }

  SessionStore store() {
    SessionStore given = store;
    if (given == null) {
      given = new InMemorySessionStore();
      store = given;
    }
    return given;
  }

  SessionSealer sealer() {
    SessionSealer given = sealer;
    return new ObservedSessionSealer(
        given != null
            ? given
            : new JweSessionSealer(KeyRing.generate(new SecureRandom(), clock.instant())),
        observer);
  }

  /** Makes what was not given; only that is closed with the engine. */
  Engine assemble() {
    boolean ownStore = store == null;
    Scheduler time = timer;
    Mono<Void> stopTimer = Mono.empty();
    if (time == null) {
      Scheduler wheel = TimerWheel.create();
      stopTimer = Mono.fromRunnable(wheel::dispose);
      time = wheel;
    }
    AuthorizationServer as = server;
    Mono<Void> disconnect = Mono.empty();
    if (as == null) {
      var own = HttpAuthorizationServer.of(registration, http, clock, time);
      disconnect = own.close();
      as = own;
    }
    Mono<Void> closeStore = ownStore ? Mono.defer(() -> store().close()) : Mono.empty();
    return new Engine(this, as, time, Mono.whenDelayError(disconnect, closeStore).then(stopTimer));
  }
}
