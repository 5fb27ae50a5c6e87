// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth;

import io.fleetauth.device.SignInEvent;
import io.fleetauth.endpoint.AuthorizationServer;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.DeviceAuthorization;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.Identity;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.Ended;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.Sessions;
import io.fleetauth.session.SignedIn;
import io.fleetauth.signin.SignInTiming;
import io.fleetauth.signin.SignIns;
import io.fleetauth.token.DeviceTokens;
import io.fleetauth.token.SignInRequiredException;
import io.fleetauth.token.TokenContext;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/** Puts the parts together, and drives what nobody waits for: the only place that subscribes. */
final class Engine {

  private static final Logger log = LoggerFactory.getLogger(Engine.class);

  final ClientRegistration registration;
  final Sessions sessions;
  final DeviceTokens tokens;
  final SignIns signIns;
  final FleetEvents events;

  private final Scheduler timer;
  private final Duration closeWithin;
  private final Mono<Void> release;
  private final AtomicBoolean running = new AtomicBoolean();
  private final Disposable.Composite drivers = Disposables.composite();
  private final Sinks.Empty<Void> signInsDone = Sinks.empty();
  private final Mono<Void> closing = Mono.defer(this::closeOnce).cache();

  Engine(EngineParts parts, AuthorizationServer server, Scheduler timer, Mono<Void> release) {
    this.registration = parts.registration;
    this.timer = timer;
    this.closeWithin = parts.closeWithin;
    this.release = release;
    String name = registration.name();
    sessions = new Sessions(parts.store(), parts.sealer(), parts.clock);
    events = new FleetEvents(name, parts.clock);
    tokens =
        new DeviceTokens(
            new TokenContext(
                registration,
                server,
                sessions,
                parts.clock,
                timer,
                () -> ThreadLocalRandom.current().nextDouble(),
                parts.settings(),
                parts.observer,
                events));
    var completion = new SignInCompletion(name, server, sessions, tokens, parts.clock);
    var timing = new SignInTiming(parts.clock, timer, () -> ThreadLocalRandom.current().nextLong());
    signIns =
        new SignIns(
            name, server, sessions, completion, timing, parts.maxPendingSignIns, parts.observer);
  }

  /** Subscribes the drivers, once. */
  Engine running() {
    if (!running.get() && running.compareAndSet(false, true)) {
      drivers.add(tokens.run().subscribe(nothing -> {}, Engine::stopped));
      drivers.add(
          signIns
              .run()
              .doFinally(signal -> signInsDone.tryEmitEmpty())
              .subscribe(events::changed, Engine::stopped));
    }
    return this;
  }

  private static void stopped(Throwable failure) {
    log.error("a driver of the engine stopped", failure);
  }

  /** Signs the device in and emits its token; what the person decides against is an error. */
  Mono<AccessToken> authenticated(DeviceId device, Consumer<DeviceAuthorization> prompt) {
    return Flux.defer(() -> running().signIns.attend(device, registration.scopes()))
        .doOnNext(event -> prompted(event, prompt))
        .ofType(SignInEvent.Outcome.class)
        .next()
        .flatMap(outcome -> token(device, outcome))
        .switchIfEmpty(Mono.defer(() -> tokens.token(device))); // closed, or another node's work
  }

  private static void prompted(SignInEvent event, Consumer<DeviceAuthorization> prompt) {
    if (event instanceof SignInEvent.UserActionRequired required) {
      prompt.accept(required.authorization());
    }
  }

  private static Mono<AccessToken> token(DeviceId device, SignInEvent.Outcome outcome) {
    if (outcome instanceof SignInEvent.Authorized authorized) {
      return Mono.just(authorized.accessToken());
    }
    if (outcome instanceof SignInEvent.Declined) {
      return Mono.error(new OAuthException(ErrorCode.ACCESS_DENIED, null));
    }
    if (outcome instanceof SignInEvent.Expired) {
      return Mono.error(new OAuthException(ErrorCode.EXPIRED_TOKEN, null));
    }
    return outcome instanceof SignInEvent.Failed failed
        ? Mono.error(failed.error())
        : Mono.error(new SignInRequiredException(device, Ended.Reason.CANCELLED));
  }

  /** A sign-in that is pending, here or at another node, must not bring the device back. */
  Mono<Void> signOut(DeviceId device) {
    return signIns.cancelHere(device).then(tokens.signOut(device));
  }

  Mono<Identity> identity(DeviceId device) {
    return sessions
        .find(new SessionKey(registration.name(), device))
        .flatMap(stored -> Mono.justOrEmpty(identity(stored.session().tokens())));
  }

  private static @Nullable Identity identity(@Nullable SignedIn tokens) {
    return tokens == null ? null : tokens.identity();
  }

  Mono<Void> close() {
    return closing;
  }

  private Mono<Void> closeOnce() {
    Mono<Void> signInsClosed =
        signIns.close().then(running.get() ? signInsDone.asMono() : Mono.empty());
    running.set(true); // nothing starts any more
    return Mono.whenDelayError(tokens.close(), signInsClosed)
        .timeout(closeWithin, late(), timer)
        .onErrorResume(Engine::notClosed)
        .doFinally(signal -> ended())
        .then(release);
  }

  private Mono<Void> late() {
    return Mono.fromRunnable(() -> log.warn("closed with exchanges still in flight"));
  }

  private static Mono<Void> notClosed(Throwable failure) {
    log.warn("closing: {}", failure.toString());
    return Mono.empty();
  }

  private void ended() {
    drivers.dispose();
    events.close();
  }
}
