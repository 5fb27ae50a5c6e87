// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.signin;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.fleetauth.device.DeviceFlow;
import io.fleetauth.device.PollPace;
import io.fleetauth.device.PollResult;
import io.fleetauth.device.SignInEvent;
import io.fleetauth.device.SignInEvent.Outcome;
import io.fleetauth.endpoint.AuthorizationServer;
import io.fleetauth.endpoint.RevocationEndpoint;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.TokenSet;
import io.fleetauth.observe.EngineObserver;
import io.fleetauth.session.PendingSignIn;
import io.fleetauth.signin.SignInRecords.Standing;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.concurrent.Queues;

/**
 * Gives each sign-in its turns. Those that wait are not in the pipeline, only those whose turn it
 * is: so a turn costs the same whether ten or a million wait.
 */
final class SignInDriver {

  private static final Logger log = LoggerFactory.getLogger(SignIns.class);
  private static final Duration FIRST_STORE_RETRY = Duration.ofSeconds(1);
  private static final int MOST_DOUBLINGS = 5;

  /** How often a node that the others may take for gone looks whether it is there again. */
  private static final Duration UNTIL_CURRENT = Duration.ofSeconds(1);

  private final String registration;
  private final DeviceFlow flow;
  private final RevocationEndpoint revocation;
  private final SignInRecords records;
  private final Completion completion;
  private final SignInTiming timing;
  private final EngineObserver observer;
  private final Consumer<SignIn> forget;
  private final Sinks.Many<SignIn> due =
      Sinks.unsafe()
          .many()
          .unicast()
          .onBackpressureBuffer(Queues.<SignIn>unboundedMultiproducer().get());
  private volatile boolean closed;

  /**
   * @param forget is called when a sign-in has its outcome, before anybody is told
   */
  SignInDriver(
      String registration,
      AuthorizationServer server,
      SignInRecords records,
      Completion completion,
      SignInTiming timing,
      EngineObserver observer,
      Consumer<SignIn> forget) {
    this.registration = registration;
    this.flow = new DeviceFlow(server.tokens(), timing.random());
    this.revocation = server.revocation();
    this.records = records;
    this.completion = completion;
    this.timing = timing;
    this.observer = observer;
    this.forget = forget;
  }

  Flux<SignInChange> run() {
    return due.asFlux().flatMap(this::turn, Integer.MAX_VALUE);
  }

  /** Asks for a turn; any thread. */
  void due(SignIn signIn) {
    if (due.tryEmitNext(signIn).isFailure()) {
      reportLost(signIn);
      signIn.stop();
    }
  }

  /** Begins to poll, after {@code wait}. */
  void drive(SignIn signIn, PendingSignIn stored, PollPace pace, Duration wait) {
    long lifetime = Duration.between(timing.clock().instant(), stored.expiresAt()).toNanos();
    signIn.drive(stored, pace, timing.timer().now(NANOSECONDS) + lifetime);
    signIn.pause(wait);
    signIn.takeDoubt(); // came from the write of this node
    rest(signIn);
  }

  /** Gives {@code all} no more turns; {@link #run} completes when those under way have ended. */
  void close(Collection<SignIn> all) {
    closed = true;
    all.forEach(SignIn::close);
    due.tryEmitComplete();
  }

  private Mono<SignInChange> turn(SignIn signIn) {
    return Mono.defer(() -> attempt(signIn))
        .doOnNext(signIn::publish)
        .map(event -> new SignInChange(signIn.device(), event))
        .doOnCancel(() -> reportLost(signIn))
        .doAfterTerminate(() -> rest(signIn));
  }

  /** What begins after the close is the last try. */
  private Mono<SignInEvent> attempt(SignIn signIn) {
    boolean last = closed;
    return step(signIn).onErrorResume(e -> last ? giveUp(signIn, e) : tryAgain(signIn, e));
  }

  private Mono<SignInEvent> step(SignIn signIn) {
    TokenSet tokens = signIn.tokens();
    Outcome decision = signIn.decision();
    if (tokens != null) {
      return complete(signIn, tokens);
    }
    if (decision != null) {
      return end(signIn, decision);
    }
    if (signIn.isCancelled()) {
      return end(signIn, new SignInEvent.Cancelled());
    }
    return timing.timer().now(NANOSECONDS) >= signIn.deadline()
        ? end(signIn, new SignInEvent.Expired())
        : pollIfOwn(signIn);
  }

  /** Another node may have given the sign-in up, or may have adopted it. */
  private Mono<SignInEvent> pollIfOwn(SignIn signIn) {
    return signIn.takeDoubt()
        ? records
            .standing(signIn.device(), signIn.pending())
            .flatMap(standing -> follow(signIn, standing))
        : pollIfCurrent(signIn);
  }

  private Mono<SignInEvent> follow(SignIn signIn, Standing standing) {
    return switch (standing) {
      case OWN -> pollIfCurrent(signIn);
      case UNKNOWN -> doubted(signIn, signIn.pace().interval());
      case OVER ->
          Mono.<SignInEvent>just(new SignInEvent.Cancelled()).doOnNext(last -> gone(signIn));
      case ELSEWHERE -> {
        signIn.end(null);
        forget.accept(signIn);
        signIn.stop();
        yield Mono.empty();
      }
    };
  }

  private void gone(SignIn signIn) {
    over(signIn, new SignInEvent.Cancelled(), "cancelled");
  }

  private Mono<SignInEvent> pollIfCurrent(SignIn signIn) {
    return records.isCurrent() ? poll(signIn) : doubted(signIn, UNTIL_CURRENT);
  }

  private static Mono<SignInEvent> doubted(SignIn signIn, Duration wait) {
    signIn.doubt();
    signIn.pause(wait);
    return Mono.empty();
  }

  private Mono<SignInEvent> poll(SignIn signIn) {
    PendingSignIn pending = signIn.pending();
    return flow.poll(pending.authorization().deviceCode(), pending.scopes(), signIn.pace())
        .doOnNext(result -> observer.polled(registration, result.label()))
        .flatMap(result -> follow(signIn, result));
  }

  private Mono<SignInEvent> follow(SignIn signIn, PollResult result) {
    if (result instanceof PollResult.Again again) {
      return goOn(signIn, again);
    }
    if (result instanceof PollResult.Over over) {
      return end(signIn, over.outcome());
    }
    TokenSet tokens = ((PollResult.Approved) result).tokens();
    if (signIn.isCancelled()) {
      return revoke(tokens).then(Mono.defer(() -> end(signIn, new SignInEvent.Cancelled())));
    }
    signIn.approved(tokens);
    return complete(signIn, tokens);
  }

  /** A longer interval is stored as soon as the store can; polling does not depend on it. */
  private Mono<SignInEvent> goOn(SignIn signIn, PollResult.Again again) {
    signIn.goOn(again.pace(), again.pause());
    if (!(again.event() instanceof SignInEvent.SlowedDown slowed)) {
      return Mono.just(again.event());
    }
    return records
        .slower(signIn.device(), signIn.pending(), slowed.interval())
        .timeout(slowed.interval(), timing.timer())
        .doOnError(e -> log.warn("The longer interval of {} is not stored", signIn.device(), e))
        .onErrorComplete()
        .thenReturn(again.event());
  }

  private Mono<SignInEvent> complete(SignIn signIn, TokenSet tokens) {
    return completion
        .complete(signIn.device(), signIn.pending(), tokens)
        .doOnNext(authorized -> over(signIn, authorized, "authorized"))
        .cast(SignInEvent.class)
        .switchIfEmpty(Mono.defer(() -> superseded(signIn, tokens)))
        .onErrorResume(OAuthException.class, e -> end(signIn, new SignInEvent.Failed(e)));
  }

  private Mono<SignInEvent> superseded(SignIn signIn, TokenSet tokens) {
    return revoke(tokens).then(Mono.defer(() -> end(signIn, new SignInEvent.Cancelled())));
  }

  private Mono<SignInEvent> end(SignIn signIn, Outcome outcome) {
    signIn.decide(outcome);
    return records
        .end(signIn.device(), signIn.pending(), outcome)
        .then(Mono.<SignInEvent>just(outcome))
        .doOnNext(last -> over(signIn, outcome, label(outcome)));
  }

  /** Nobody holds these tokens any more; once is enough, they were never used. */
  private Mono<Void> revoke(TokenSet tokens) {
    RefreshToken refreshToken = tokens.refreshToken();
    return Mono.justOrEmpty(refreshToken)
        .flatMap(revocation::revoke)
        .doOnError(e -> log.warn("Tokens of a cancelled sign-in are not revoked", e))
        .onErrorComplete();
  }

  private void over(SignIn signIn, Outcome outcome, String label) {
    signIn.end(outcome);
    forget.accept(signIn);
    Duration took = Duration.between(signIn.pending().startedAt(), timing.clock().instant());
    observer.signInEnded(registration, label, took);
  }

  private Mono<SignInEvent> tryAgain(SignIn signIn, Throwable failure) {
    if (closed) {
      Mono<SignInEvent> last = Mono.defer(() -> attempt(signIn));
      return last.delaySubscription(FIRST_STORE_RETRY, timing.timer());
    }
    int doublings = Math.min(signIn.storeTrouble() - 1, MOST_DOUBLINGS);
    Duration wait = FIRST_STORE_RETRY.multipliedBy(1L << doublings);
    signIn.pause(wait.plusMillis(timing.random().nextLong(wait.toMillis() / 5)));
    log.warn(
        "The sign-in of {} is not stored, trying again: {}", signIn.device(), failure.toString());
    return Mono.empty();
  }

  private Mono<SignInEvent> giveUp(SignIn signIn, Throwable failure) {
    log.warn(
        "The sign-in of {} is not stored at the close: {}", signIn.device(), failure.toString());
    reportLost(signIn);
    return Mono.empty();
  }

  /** An approved sign-in whose tokens are given up is never silent: its code is spent. */
  private void reportLost(SignIn signIn) {
    if (signIn.tokens() != null && !signIn.isEnded()) {
      log.error("{}: closed before the tokens of its sign-in were stored", signIn.device());
      observer.rotationUncertain(registration);
    }
  }

  private void rest(SignIn signIn) {
    if (closed) {
      signIn.stop();
      return;
    }
    long nanos = signIn.pause().toNanos();
    long left = signIn.deadline() - timing.timer().now(NANOSECONDS);
    signIn.await(timing.timer(), signIn.isSettled() ? nanos : Math.min(nanos, left));
    if (closed) {
      signIn.close(); // came between
    }
  }

  private static String label(Outcome outcome) {
    return SignInRecords.reason(outcome).name().toLowerCase(Locale.ROOT);
  }
}
