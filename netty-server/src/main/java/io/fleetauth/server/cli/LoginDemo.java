// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import io.fleetauth.FleetAuth;
import io.fleetauth.device.SignInEvent;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.Identity;
import io.fleetauth.session.DeviceId;
import io.fleetauth.token.SignInRequiredException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The life of a session, shown step by step: signed in, or found signed in; the token used, taken
 * for expired, renewed and used again; signed out; signed in again.
 */
final class LoginDemo {

  private final FleetAuth fleet;
  private final DeviceId device;
  private final ProtectedApi api;
  private final Consumer<SignInEvent> report;
  private final Surroundings surroundings;
  private final boolean json;

  LoginDemo(
      FleetAuth fleet,
      DeviceId device,
      ProtectedApi api,
      Consumer<SignInEvent> report,
      Surroundings surroundings,
      boolean json) {
    this.fleet = fleet;
    this.device = device;
    this.api = api;
    this.report = report;
    this.surroundings = surroundings;
    this.json = json;
  }

  /** Emits how the last sign-in ended: the first that is not authorized ends the demonstration. */
  Mono<SignInEvent> run() {
    return authenticated().flatMap(first -> isAuthorized(first) ? shown() : Mono.just(first));
  }

  private Mono<SignInEvent> shown() {
    return used()
        .then(Mono.defer(this::renewed))
        .then(Mono.defer(this::signedOut))
        .then(Mono.defer(this::authenticated))
        .flatMap(last -> isAuthorized(last) ? welcomed().thenReturn(last) : Mono.just(last));
  }

  private static boolean isAuthorized(SignInEvent outcome) {
    return outcome instanceof SignInEvent.Authorized;
  }

  /** Emits the outcome; a session that is there is as good as a new one. */
  private Mono<SignInEvent> authenticated() {
    return fleet
        .token(device)
        .<SignInEvent>map(token -> new SignInEvent.Authorized(token, null))
        .onErrorResume(SignInRequiredException.class, missing -> signedIn());
  }

  private Mono<SignInEvent> signedIn() {
    return fleet.signIn(device).doOnNext(report).last();
  }

  private Mono<Void> used() {
    return welcomed()
        .then(Mono.defer(() -> fleet.token(device)))
        .doOnNext(token -> validUntil("valid", "The token is valid until ", token))
        .flatMap(this::called);
  }

  private Mono<Void> welcomed() {
    return fleet
        .identity(device)
        .map(Optional::of)
        .defaultIfEmpty(Optional.empty())
        .doOnNext(who -> welcome(who.orElse(null)))
        .then();
  }

  private void welcome(@Nullable Identity who) {
    String name = who == null ? null : who.displayName();
    String user = who == null ? null : who.userName();
    say(
        JsonLine.event("welcome").with("name", name).with("user", user),
        "Welcome" + (name == null && user == null ? "" : ", " + (name == null ? user : name)));
  }

  private Mono<Void> called(AccessToken token) {
    return api.call(token).doOnNext(this::answered).then();
  }

  private void answered(ProtectedApi.Answer answer) {
    String user = answer.user();
    say(
        JsonLine.event("api").with("status", answer.status()).with("user", user),
        "The API answers " + answer.status() + (user == null ? "" : " to " + user));
  }

  private Mono<Void> renewed() {
    say(JsonLine.event("expired"), "Now the token is taken for expired, and renewed");
    return fleet
        .refresh(device)
        .doOnNext(token -> validUntil("renewed", "The new token is valid until ", token))
        .flatMap(this::called);
  }

  private Mono<Void> signedOut() {
    return fleet
        .signOut(device)
        .then(
            Mono.<Void>fromRunnable(
                () -> say(JsonLine.event("signed_out"), "Signed out; to go on, sign in again")));
  }

  private void validUntil(String event, String words, AccessToken token) {
    Instant end = token.expiresAt();
    say(JsonLine.event(event).with("expires_at", end), words + TextSignInReport.time(end));
  }

  private void say(JsonLine event, String text) {
    surroundings.out().println(json ? event : text);
    surroundings.out().flush();
  }
}
