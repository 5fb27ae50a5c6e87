// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth;

import io.fleetauth.device.SignInEvent;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.DeviceAuthorization;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.PendingSignIn;
import io.fleetauth.session.SecretHash;
import io.fleetauth.session.Sessions;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Signs the devices of one client registration in and keeps them signed in.
 *
 * <p>Building does no I/O; the engine starts with {@link #start} or with the first call that needs
 * it. {@link #close} closes only what the builder made itself. Thread-safe; all publishers are
 * cold, and their signals come on event loops: do not block there.
 */
public final class FleetAuth {

  private FleetAuth() {}

  /**
   * Resumes the sign-ins that were pending when the process stopped, and starts the sweep.
   * Idempotent.
   */
  public Mono<Void> start() {
    throw new UnsupportedOperationException();
  }

  /**
   * Signs the device in with the registration's scopes: asks for a code, then polls until the
   * person has decided. Joins the sign-in that is already pending, if there is one. Cancelling the
   * last subscriber cancels the sign-in. A session that the device has is served until the new one
   * is there.
   *
   * <p>A decision of the person arrives as an event, not as an error; errors are those of {@code
   * DeviceAuthorizationEndpoint.authorize}, of the store, and {@code LimitExceededException}.
   */
  public Flux<SignInEvent> signIn(DeviceId device) {
    throw new UnsupportedOperationException();
  }

  /**
   * Starts a sign-in that goes on in the background, also after a restart, until it has an outcome
   * or {@link #cancelSignIn}.
   *
   * @param code hash of a device code under which a gateway will look the session up, or {@code
   *     null}
   */
  public Mono<PendingSignIn> startSignIn(
      DeviceId device, Scopes scopes, @Nullable SecretHash code) {
    throw new UnsupportedOperationException();
  }

  /**
   * Emits the state of the pending sign-in and what follows, up to its outcome; empty when none is
   * pending in this process.
   */
  public Flux<SignInEvent> signInEvents(DeviceId device) {
    throw new UnsupportedOperationException();
  }

  /** Gives the pending sign-in up; {@code false} when there is none. */
  public Mono<Boolean> cancelSignIn(DeviceId device) {
    throw new UnsupportedOperationException();
  }

  /**
   * Emits a valid access token by the shortest way: from memory, else renewed, else after a sign-in
   * for which {@code prompt} shows the code to the person. Errors like {@link #signIn}; a refused
   * or expired sign-in is an {@code OAuthException}.
   */
  public Mono<AccessToken> authenticate(DeviceId device, Consumer<DeviceAuthorization> prompt) {
    throw new UnsupportedOperationException();
  }

  /**
   * The hot path: emits a valid access token, from memory as a rule. The returned {@code Mono} may
   * be kept and subscribed again; it looks at the time of each subscription.
   *
   * <p>Errors: {@code SignInRequiredException} when no session is there; {@code IOException},
   * {@code LimitExceededException} when a renewal is needed but can not be had now.
   */
  public Mono<AccessToken> token(DeviceId device) {
    throw new UnsupportedOperationException();
  }

  /** Like {@link #token(DeviceId)} for other scopes or another resource of the same session. */
  public Mono<AccessToken> token(DeviceId device, Scopes scopes) {
    throw new UnsupportedOperationException();
  }

  /**
   * Returns the valid token in memory, or {@code null} when {@link #token(DeviceId)} would have to
   * work for it. Allocates nothing.
   */
  public @Nullable AccessToken peek(DeviceId device) {
    throw new UnsupportedOperationException();
  }

  /**
   * Emits a valid token at once, and each next one ahead of the expiry of the one before; keeps the
   * session in use.
   */
  public Flux<AccessToken> tokens(DeviceId device) {
    throw new UnsupportedOperationException();
  }

  /** Renews now, whatever the old token's age. */
  public Mono<AccessToken> refresh(DeviceId device) {
    throw new UnsupportedOperationException();
  }

  /**
   * Signs the device out: completes when the session is ended in the store and no token of it is
   * served here; the upstream revocation is retried in the background until it is done. Completes
   * also when there was no session.
   */
  public Mono<Void> signOut(DeviceId device) {
    throw new UnsupportedOperationException();
  }

  /** Emits what happens from now on; a slow subscriber misses events. */
  public Flux<FleetEvent> events() {
    throw new UnsupportedOperationException();
  }

  /** Returns the sessions that this engine keeps. */
  public Sessions sessions() {
    throw new UnsupportedOperationException();
  }

  /** Returns how many sign-ins are pending in this process. */
  public int pendingSignIns() {
    throw new UnsupportedOperationException();
  }

  /**
   * Takes no new work, lets exchanges in flight end within the builder's limit, then closes what
   * the builder made. Idempotent.
   */
  public Mono<Void> close() {
    throw new UnsupportedOperationException();
  }
}
