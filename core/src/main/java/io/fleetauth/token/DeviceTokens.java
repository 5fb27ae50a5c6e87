// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.EngineClosedException;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.Ended;
import io.fleetauth.session.SignedIn;
import io.fleetauth.session.StoredSession;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The access tokens of the signed-in devices of one registration: kept in memory, renewed ahead,
 * stored before they are handed out. Thread-safe. {@link #run} has to be subscribed for the work
 * that no reader waits for.
 */
public final class DeviceTokens {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final TokenContext context;
  private final HotSessions hots;
  private final Flights flights = new Flights();
  private final Answers answers;
  private final Turns turns;
  private final Renewals renewals;
  private final Revocations revocations;
  private final Errands errands;
  private final Sweep sweep;
  private final StoreWatch watch;
  private final Sinks.Empty<Void> closing = Sinks.empty();
  private volatile boolean closed;

  public DeviceTokens(TokenContext context) {
    this.context = context;
    hots = new HotSessions(context, this::missed, this::renewSoon);
    errands = new Errands(context.timer(), context.settings().exchanges().maxRenewals());
    answers = new Answers(context, this::revokeLater);
    var claims = new Claims(context, answers);
    turns = new Turns(context.settings().exchanges(), context.timer());
    renewals = new Renewals(context, hots, answers, claims, turns, closing.asMono());
    watch = new StoreWatch(context, hots, answers);
    revocations = new Revocations(context);
    sweep = new Sweep(context, hots, answers, revocations, this::fly);
  }

  /**
   * Emits a valid token of the session's own scopes, from memory as a rule. May be kept: each
   * subscription looks at the time. Errors: {@link SignInRequiredException}, {@code IOException},
   * {@code LimitExceededException}, {@code OAuthException}, those of the store.
   */
  public Mono<AccessToken> token(DeviceId device) {
    HotSession hot = hots.find(device);
    return hot == null ? Mono.defer(() -> looked(device, Scopes.NONE)) : hot;
  }

  /** Emits a valid token of {@code scopes} of the same session. */
  public Mono<AccessToken> token(DeviceId device, Scopes scopes) {
    HotToken slot = hots.find(device, scopes);
    return slot == null ? Mono.defer(() -> looked(device, scopes)) : slot;
  }

  /** Looks once more: the returned publisher may be subscribed long after it was made. */
  private Mono<AccessToken> looked(DeviceId device, Scopes scopes) {
    HotToken slot = hots.find(device, scopes);
    return slot == null ? missed(device, scopes) : slot;
  }

  /** Returns the valid token in memory, or {@code null}. */
  public @Nullable AccessToken peek(DeviceId device) {
    HotSession hot = hots.find(device);
    return hot == null ? null : hot.peek();
  }

  /** Emits a valid token, then each next one. Ends with the error of the session's end. */
  public Flux<AccessToken> tokens(DeviceId device) {
    return token(device)
        .flatMapMany(first -> followed(device, first))
        .repeatWhen(ends -> ends.delayElements(LOOK_AGAIN, context.timer()))
        .distinctUntilChanged();
  }

  private Flux<AccessToken> followed(DeviceId device, AccessToken first) {
    HotSession hot = hots.find(device);
    return hot == null ? Flux.just(first) : hot.follow().startWith(first);
  }

  /** Renews now; during the pause after a failure it fails at once. */
  public Mono<AccessToken> refresh(DeviceId device) {
    return fly(device, Request.session(Request.Need.NEW_TOKEN));
  }

  /**
   * Ends the session, and a pending sign-in: completes when that is stored and no token is served
   * here; the refresh token is revoked in the background.
   */
  public Mono<Void> signOut(DeviceId device) {
    return Mono.defer(() -> signOut(device, context.clock().instant()));
  }

  private Mono<Void> signOut(DeviceId device, Instant now) {
    hots.forget(device);
    return answers
        .bounded(
            context.sessions().update(context.key(device), stored -> Due.signedOut(stored, now)))
        .doOnNext(stored -> signedOut(stored, now))
        .then();
  }

  private void signedOut(StoredSession stored, Instant now) {
    hots.end(stored);
    if (stored.session() instanceof Ended ended && ended.endedAt().equals(now)) {
      answers.tellEnded(stored.key().device(), ended.reason());
      errands.add(revocations.attempt(stored.key(), ended));
    }
  }

  /** Serves a session that was just stored. */
  public void adopt(StoredSession stored) {
    SignedIn tokens = stored.session().tokens();
    if (tokens != null) {
      hots.publish(stored, tokens);
    }
  }

  /** Returns {@code session} with the time at which the sweep has to renew it. */
  public SignedIn dated(SignedIn session) {
    return Due.dated(context, session);
  }

  /** Revokes in the background a refresh token that no session holds any more; one try. */
  public void revokeLater(RefreshToken token) {
    errands.add(revocations.once(token));
  }

  /** Gives up a refresh token whose session was replaced by a newer sign-in. */
  public void supersede(RefreshToken token) {
    answers.supersede(token);
  }

  /** Returns about how many sessions are in memory. */
  public long hotSessions() {
    return hots.size();
  }

  /** Renews, sweeps and watches the store until {@link #close}; to be subscribed once. */
  public Flux<Void> run() {
    return Flux.merge(errands.run(), sweep.run(), watch.run()).takeUntilOther(closing.asMono());
  }

  private Mono<AccessToken> missed(DeviceId device, Scopes scopes) {
    context.observer().tokenMissed(context.registration().name());
    return fly(device, Request.token(scopes)).doOnTerminate(() -> hots.touch(device, scopes));
  }

  private void renewSoon(DeviceId device, Scopes asked) {
    errands.add(fly(device, new Request(asked, Request.Need.AHEAD)));
  }

  private Mono<AccessToken> fly(DeviceId device, Request request) {
    return closed
        ? Mono.error(EngineClosedException::new)
        : flights.join(device, request, () -> renewals.run(device, request));
  }

  /** Takes no new work, lets what is in flight end, stores what is still to be stored. */
  public Mono<Void> close() {
    return Mono.defer(this::landed).doOnTerminate(hots::close).doOnCancel(hots::close);
  }

  private Mono<Void> landed() {
    closed = true;
    closing.tryEmitEmpty();
    turns.close();
    return flights
        .landed()
        .thenMany(Flux.defer(() -> Flux.fromIterable(answers.waiting())))
        .flatMap(device -> answers.settle(device).onErrorComplete())
        .doFinally(signal -> answers.reportLost())
        .then();
  }
}
