// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth;

import static java.util.Objects.requireNonNull;

import io.fleetauth.credential.Credential;
import io.fleetauth.device.SignInEvent;
import io.fleetauth.endpoint.AuthorizationServer;
import io.fleetauth.http.HttpOptions;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.DeviceAuthorization;
import io.fleetauth.oauth.Identity;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.observe.EngineObserver;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.PendingSignIn;
import io.fleetauth.session.SecretHash;
import io.fleetauth.session.SessionSealer;
import io.fleetauth.session.SessionStore;
import io.fleetauth.session.Sessions;
import io.fleetauth.token.RefreshPolicy;
import io.fleetauth.token.SignInRequiredException;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Signs the devices of one client registration in and keeps them signed in.
 *
 * <p>Building does no I/O; the engine starts with {@link #start} or with the first call that needs
 * it. {@link #close} closes only what the builder made itself. Thread-safe; all publishers are
 * cold, and their signals come on event loops: do not block there.
 */
public final class FleetAuth {

  private final Engine engine;

  private FleetAuth(Engine engine) {
    this.engine = engine;
  }

  /** Starts the description of an engine. */
  public static Builder builder(ClientRegistration registration) {
    return new Builder(registration);
  }

  /**
   * Resumes the sign-ins that were pending when the process stopped, and starts the sweep.
   * Idempotent; {@code EngineClosedException} after {@link #close}.
   */
  public Mono<Void> start() {
    return Mono.defer(() -> engine.running().signIns.resume());
  }

  /**
   * Signs the device in with the registration's scopes: asks for a code, then polls until the
   * person has decided. Joins the sign-in that is already pending, if there is one. Cancelling the
   * last subscriber cancels a sign-in that began here, but not one that {@link #start} resumed or
   * {@link #startSignIn} began or joined. A session that the device has is served until the new one
   * is there.
   *
   * <p>A decision of the person arrives as an event, not as an error; errors are those of {@code
   * DeviceAuthorizationEndpoint.authorize}, of the store, {@code LimitExceededException}, and
   * {@code EngineClosedException} after {@link #close}.
   */
  public Flux<SignInEvent> signIn(DeviceId device) {
    return Flux.defer(() -> engine.running().signIns.attend(device, engine.registration.scopes()));
  }

  /**
   * Starts a sign-in that goes on in the background, also after a restart, until it has an outcome
   * or {@link #cancelSignIn}. A sign-in under another code takes the place of the pending one, once
   * it is stored. Errors like {@link #signIn}.
   *
   * @param code hash of a device code under which a gateway will look the session up, or {@code
   *     null}
   */
  public Mono<PendingSignIn> startSignIn(
      DeviceId device, Scopes scopes, @Nullable SecretHash code) {
    return Mono.defer(() -> engine.running().signIns.start(device, scopes, code));
  }

  /**
   * Emits the state of the pending sign-in and what follows, up to its outcome; empty when none is
   * pending in this process.
   */
  public Flux<SignInEvent> signInEvents(DeviceId device) {
    return engine.signIns.events(device);
  }

  /** Gives the pending sign-in up; {@code false} when there is none. */
  public Mono<Boolean> cancelSignIn(DeviceId device) {
    return engine.signIns.cancel(device);
  }

  /**
   * Emits a valid access token by the shortest way: from memory, else renewed, else after a sign-in
   * for which {@code prompt} shows the code to the person. Errors like {@link #signIn}; a refused
   * or expired sign-in is an {@code OAuthException}.
   */
  public Mono<AccessToken> authenticate(DeviceId device, Consumer<DeviceAuthorization> prompt) {
    return token(device)
        .onErrorResume(
            SignInRequiredException.class, missing -> engine.authenticated(device, prompt));
  }

  /**
   * The hot path: emits a valid access token, from memory as a rule. The returned {@code Mono} may
   * be kept and subscribed again; it looks at the time of each subscription.
   *
   * <p>Errors: {@code SignInRequiredException} when no session is there; {@code IOException},
   * {@code LimitExceededException} when a renewal is needed but can not be had now.
   */
  public Mono<AccessToken> token(DeviceId device) {
    return engine.running().tokens.token(device);
  }

  /** Like {@link #token(DeviceId)} for other scopes or another resource of the same session. */
  public Mono<AccessToken> token(DeviceId device, Scopes scopes) {
    return engine.running().tokens.token(device, scopes);
  }

  /**
   * Returns the valid token in memory, or {@code null} when {@link #token(DeviceId)} would have to
   * work for it. Allocates nothing.
   */
  public @Nullable AccessToken peek(DeviceId device) {
    return engine.running().tokens.peek(device);
  }

  /**
   * Emits a valid token at once, and each next one ahead of the expiry of the one before; keeps the
   * session in use.
   */
  public Flux<AccessToken> tokens(DeviceId device) {
    return engine.running().tokens.tokens(device);
  }

  /** Renews now, whatever the old token's age. */
  public Mono<AccessToken> refresh(DeviceId device) {
    return engine.running().tokens.refresh(device);
  }

  /**
   * Returns the session of the device as a credential, for clients of services; {@code
   * CredentialUnavailableException} when the device is not signed in. A challenge is answered by
   * renewing the token; its claims are not sent.
   */
  public Credential credential(DeviceId device) {
    return new DeviceCredential(this, engine.registration, device, null);
  }

  /** Like {@link #credential(DeviceId)}, but signs the device in as {@link #authenticate} does. */
  public Credential credential(DeviceId device, Consumer<DeviceAuthorization> prompt) {
    requireNonNull(prompt, "prompt");
    return new DeviceCredential(this, engine.registration, device, prompt);
  }

  /**
   * Signs the device out: completes when the session is ended in the store and no token of it is
   * served here; the upstream revocation is retried in the background until it is done. Completes
   * also when there was no session.
   */
  public Mono<Void> signOut(DeviceId device) {
    return Mono.defer(() -> engine.running().signOut(device));
  }

  /** Emits what happens from now on; a slow subscriber misses events. */
  public Flux<FleetEvent> events() {
    return engine.events.asFlux();
  }

  /** Emits who signed the device in; empty when nobody did or the server does not say. */
  public Mono<Identity> identity(DeviceId device) {
    return engine.identity(device);
  }

  /** Returns the sessions that this engine keeps. */
  public Sessions sessions() {
    return engine.sessions;
  }

  /** Returns how many sign-ins are pending in this process. */
  public int pendingSignIns() {
    return engine.signIns.pending();
  }

  /**
   * Takes no new work, lets exchanges in flight end within the builder's limit, then closes what
   * the builder made. Idempotent.
   */
  public Mono<Void> close() {
    return engine.close();
  }

  /** Gathers what an engine is made of. */
  public static final class Builder {

    private final EngineParts parts;

    private Builder(ClientRegistration registration) {
      parts = new EngineParts(requireNonNull(registration, "registration"));
    }

    /**
     * Keeps sessions in {@code store}, sealed by {@code sealer}; the caller closes the store. In
     * memory by default.
     */
    public Builder store(SessionStore store, SessionSealer sealer) {
      parts.store = requireNonNull(store, "store");
      parts.sealer = requireNonNull(sealer, "sealer");
      return this;
    }

    /**
     * Talks to the authorization server through {@code server} instead of HTTP to the
     * registration's endpoints.
     */
    public Builder authorizationServer(AuthorizationServer server) {
      parts.server = requireNonNull(server, "server");
      return this;
    }

    /** How to speak HTTP to the registration's endpoints. */
    public Builder http(HttpOptions options) {
      parts.http = requireNonNull(options, "options");
      return this;
    }

    /**
     * Waits on {@code timer} and stamps with {@code clock}; a timing wheel and the system clock by
     * default.
     */
    public Builder time(Clock clock, Scheduler timer) {
      parts.clock = requireNonNull(clock, "clock");
      parts.timer = requireNonNull(timer, "timer");
      return this;
    }

    /** Renews the sessions that are read by default. */
    public Builder refreshPolicy(RefreshPolicy policy) {
      parts.policy = requireNonNull(policy, "policy");
      return this;
    }

    /**
     * Renews refresh tokens that nobody used for {@code idle}, so that the server does not let them
     * lapse; never by default.
     */
    public Builder keepAlive(Duration idle) {
      parts.keepAlive = requireNonNull(idle, "idle");
      return this;
    }

    /** Refuses a sign-in beyond {@code limit} pending ones; 100,000 by default. */
    public Builder maxPendingSignIns(int limit) {
      parts.maxPendingSignIns = limit;
      return this;
    }

    /**
     * Keeps at most {@code limit} sessions in memory, by default one for each 4 KiB of the largest
     * heap, but 10,000 to 4,000,000; one whose token is longer than 1,535 characters counts for
     * more. The others are read from the store. Reads are cheapest while less than half is used.
     */
    public Builder maxHotSessions(long limit) {
      parts.maxHotSessions = limit;
      return this;
    }

    /** Tells {@code observer} of the engine's work; nobody by default. */
    public Builder observer(EngineObserver observer) {
      parts.observer = requireNonNull(observer, "observer");
      return this;
    }

    /**
     * Waits at most {@code limit} in {@link FleetAuth#close} for exchanges in flight; 10 seconds by
     * default.
     */
    public Builder closeWithin(Duration limit) {
      parts.closeWithin = requireNonNull(limit, "limit");
      return this;
    }

    public FleetAuth build() {
      return new FleetAuth(parts.assemble());
    }
  }
}
