// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.endpoint.ScriptedAuthorizationServer;
import io.fleetauth.endpoint.TokenRequest;
import io.fleetauth.endpoint.TokenRequest.RefreshTokenGrant;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.oauth.TokenSet;
import io.fleetauth.observe.EngineObserver;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.DeviceSession;
import io.fleetauth.session.Ended;
import io.fleetauth.session.JweSessionSealer;
import io.fleetauth.session.KeyRing;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SessionStore;
import io.fleetauth.session.Sessions;
import io.fleetauth.session.SharedStore;
import io.fleetauth.session.SignedIn;
import io.fleetauth.session.StoredSession;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A token engine on virtual time, with its server, store and what it told. */
final class Fleet {

  static final DeviceId DEVICE = new DeviceId("headset-1");
  static final Duration HOUR = Duration.ofHours(1);
  static final Scopes OWN = ScriptedAuthorizationServer.SCOPES;
  static final Scopes MAIL = Scopes.of("mail");

  final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  final ScriptedAuthorizationServer server = new ScriptedAuthorizationServer(time);
  final SharedStore shared = new SharedStore();
  final SharedStore.Node node = shared.node("node-1");
  final RestlessStore store = new RestlessStore(node);
  final JumpingClock clock = new JumpingClock();
  final JweSessionSealer sealer =
      new JweSessionSealer(KeyRing.generate(new SecureRandom(), Instant.EPOCH));
  final Sessions sessions = new Sessions(store, sealer, clock);
  final List<String> told = new ArrayList<>();
  final List<String> outcomes = new ArrayList<>();
  final AtomicInteger inFlight = new AtomicInteger();
  final AtomicInteger leastInFlight = new AtomicInteger();
  final AtomicInteger uncertain = new AtomicInteger();
  final AtomicInteger unreadable = new AtomicInteger();
  final AtomicInteger names = new AtomicInteger();
  final DeviceTokens tokens;
  final Disposable driver;

  Fleet() {
    this(TokenSettings.DEFAULTS);
  }

  Fleet(TokenSettings settings) {
    tokens = engine(settings);
    driver = tokens.run().subscribe();
    server.exchanges.otherwise(request -> Mono.just(renewed(request)));
  }

  static TokenSettings always() {
    var base = TokenSettings.DEFAULTS;
    return new TokenSettings(
        RefreshPolicy.ALWAYS, null, base.maxHotSessions(), base.sweepEvery(), base.exchanges());
  }

  /** Another engine of the same node. */
  DeviceTokens engine(TokenSettings settings) {
    return engine(settings, sessions, clock);
  }

  /** The engine of another node, over the same store and server, that is not run. */
  DeviceTokens engine(SessionStore view) {
    return engine(TokenSettings.DEFAULTS, new Sessions(view, sealer, clock), clock);
  }

  DeviceTokens engine(TokenSettings settings, Sessions sessions, Clock clock) {
    var registration = ClientRegistration.of(ScriptedAuthorizationServer.METADATA, "client");
    return new DeviceTokens(
        new TokenContext(
            registration,
            server,
            sessions,
            clock,
            time,
            () -> 0.5,
            settings,
            new Observed(),
            new Heard()));
  }

  /** Answers {@code access-N} and {@code refresh-N}, valid for an hour. */
  TokenSet renewed(TokenRequest request) {
    Scopes asked = ((RefreshTokenGrant) request).scopes();
    return server.tokens("r" + names.incrementAndGet(), asked.isEmpty() ? OWN : asked, HOUR);
  }

  static SessionKey key(DeviceId device) {
    return new SessionKey(ClientRegistration.DEFAULT_NAME, device);
  }

  /** Stores a session as a sign-in leaves it, with {@code access-0} and {@code refresh-0}. */
  SignedIn signIn(DeviceId device, Duration life) {
    return signIn(device, server.tokens("0", life).accessToken(), new RefreshToken("refresh-0"));
  }

  SignedIn signIn(DeviceId device, AccessToken token, RefreshToken refreshToken) {
    Instant now = server.now();
    var session =
        new SignedIn(
            refreshToken, OWN, Map.of(OWN, token), null, now, token.obtainedAt(), null, null, null);
    SignedIn dated = tokens.dated(session);
    put(device, dated);
    return dated;
  }

  void put(DeviceId device, DeviceSession session) {
    sessions.update(key(device), before -> session).block();
  }

  StoredSession stored(DeviceId device) {
    return sessions.find(key(device)).block();
  }

  SignedIn signedIn(DeviceId device) {
    return stored(device).session().tokens();
  }

  void pass(Duration time) {
    this.time.advanceTimeBy(time);
  }

  String read() {
    AccessToken token = tokens.token(DEVICE).block(Duration.ZERO);
    return token == null ? "nothing" : token.value();
  }

  Throwable failure() {
    return failure(tokens.token(DEVICE));
  }

  /** Returns the error that the call ends with now. */
  static Throwable failure(Mono<?> call) {
    return call.materialize().block(Duration.ofSeconds(1)).getThrowable();
  }

  /** The wall clock: follows virtual time, with an offset that a test may change. */
  final class JumpingClock extends Clock {
    volatile Duration offset = Duration.ZERO;

    @Override
    public Instant instant() {
      return Instant.EPOCH.plusMillis(time.now(TimeUnit.MILLISECONDS)).plus(offset);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private final class Observed implements EngineObserver {
    @Override
    public void refreshing(String registration) {
      inFlight.incrementAndGet();
    }

    @Override
    public void refreshed(String registration, String outcome, Duration took) {
      outcomes.add(outcome);
      leastInFlight.accumulateAndGet(inFlight.decrementAndGet(), Math::min);
    }

    @Override
    public void rotationUncertain(String registration) {
      uncertain.incrementAndGet();
    }

    @Override
    public void stored(String operation, String outcome, Duration took) {
      unreadable.incrementAndGet();
    }
  }

  private final class Heard implements TokenListener {
    @Override
    public void refreshed(DeviceId device, AccessToken token) {
      told.add("refreshed " + token.value());
    }

    @Override
    public void refreshFailed(DeviceId device, String problem) {
      told.add("failed " + problem);
    }

    @Override
    public void sessionEnded(DeviceId device, Ended.Reason reason) {
      told.add("ended " + reason);
    }
  }
}
