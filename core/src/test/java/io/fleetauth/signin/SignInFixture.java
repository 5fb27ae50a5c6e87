// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.signin;

import io.fleetauth.device.SignInEvent;
import io.fleetauth.endpoint.AuthorizationServer;
import io.fleetauth.endpoint.ScriptedAuthorizationServer;
import io.fleetauth.oauth.TokenSet;
import io.fleetauth.observe.EngineObserver;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.DeviceSession;
import io.fleetauth.session.InMemorySessionStore;
import io.fleetauth.session.OpenSealer;
import io.fleetauth.session.PendingSignIn;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SessionStore;
import io.fleetauth.session.Sessions;
import io.fleetauth.session.SharedStore;
import io.fleetauth.session.SignedIn;
import io.fleetauth.session.StoredSession;
import io.fleetauth.time.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Sign-ins in virtual time, against a scripted server and a store that can be taken down. */
class SignInFixture implements EngineObserver {

  static final String REGISTRATION = "glasses";
  static final DeviceId DEVICE = new DeviceId("glasses-1");

  final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  final ScriptedAuthorizationServer server = new ScriptedAuthorizationServer(time);
  final SharedStore shared = new SharedStore();
  final InMemorySessionStore store = shared.store();
  final OpenSealer sealer = new OpenSealer();
  final VirtualClock clock = new VirtualClock(time);
  final Sessions sessions = new Sessions(store, sealer, clock);
  final List<SignInEvent> events = new ArrayList<>();
  final List<Throwable> driverErrors = new ArrayList<>();
  final List<String> polled = new ArrayList<>();
  final List<String> ended = new ArrayList<>();
  int limit = 100_000;
  int uncertain;
  boolean driverDone;

  private AuthorizationServer upstream = server;
  private Scheduler timer = time;
  private Completion completion = this::signIn;
  private Disposable driver = () -> {};

  /** Makes sign-ins that run. */
  SignIns run() {
    return run(sessions);
  }

  /** Makes the sign-ins of a node that has {@code view} of the store. */
  SignIns run(SessionStore view) {
    return run(new Sessions(view, sealer, clock));
  }

  private SignIns run(Sessions sessions) {
    var timing = new SignInTiming(clock, timer, new Random(1));
    var signIns = new SignIns(REGISTRATION, upstream, sessions, completion, timing, limit, this);
    driver =
        signIns
            .run()
            .subscribe(
                change -> events.add(change.event()), driverErrors::add, () -> driverDone = true);
    return signIns;
  }

  SignInFixture limit(int newLimit) {
    limit = newLimit;
    return this;
  }

  SignInFixture upstream(AuthorizationServer newUpstream) {
    upstream = newUpstream;
    return this;
  }

  SignInFixture timer(Scheduler newTimer) {
    timer = newTimer;
    return this;
  }

  SignInFixture completion(Completion newCompletion) {
    completion = newCompletion;
    return this;
  }

  /** Is what a kill of the process leaves: no more polls, and the store. */
  void crash() {
    driver.dispose();
  }

  PendingSignIn start(SignIns signIns) {
    return start(signIns, DEVICE);
  }

  PendingSignIn start(SignIns signIns, DeviceId device) {
    var started = new ArrayList<PendingSignIn>();
    signIns.start(device, ScriptedAuthorizationServer.SCOPES, null).subscribe(started::add);
    if (started.size() != 1) {
      throw new AssertionError("not started: " + device);
    }
    return started.get(0);
  }

  void advance(String duration) {
    time.advanceTimeBy(Duration.parse("PT" + duration));
  }

  SessionKey key() {
    return new SessionKey(REGISTRATION, DEVICE);
  }

  DeviceSession stored() {
    var found = new ArrayList<StoredSession>();
    sessions.find(key()).subscribe(found::add);
    return found.isEmpty() ? null : found.get(0).session();
  }

  /** Stores the tokens as a session. */
  Mono<SignInEvent.Authorized> signIn(DeviceId device, PendingSignIn pending, TokenSet tokens) {
    var session =
        new SignedIn(
            tokens.refreshToken(),
            pending.scopes(),
            Map.of(pending.scopes(), tokens.accessToken()),
            null,
            clock.instant(),
            clock.instant(),
            null,
            pending.code(),
            null);
    return sessions
        .update(new SessionKey(REGISTRATION, device), before -> session)
        .map(stored -> new SignInEvent.Authorized(tokens.accessToken(), null));
  }

  List<Long> pollSeconds() {
    return server.exchanges.times().stream().map(Duration::toSeconds).toList();
  }

  @Override
  public void polled(String registration, String outcome) {
    polled.add(outcome);
  }

  @Override
  public void signInEnded(String registration, String outcome, Duration took) {
    ended.add(outcome + " after " + took.toSeconds());
  }

  @Override
  public void rotationUncertain(String registration) {
    uncertain++;
  }
}
