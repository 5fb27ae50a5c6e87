// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.Ended;
import io.fleetauth.session.Nodes;
import io.fleetauth.session.SealException;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SessionRecord;
import io.fleetauth.session.SignedIn;
import io.fleetauth.session.StoredSession;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Asks the store again and again which sessions are due, and does what they need. A record that can
 * not be served is put off, so that it neither stops the others nor is tried without a pause.
 */
final class Sweep {

  static final int BATCH = 500;

  private static final Logger log = LoggerFactory.getLogger(Sweep.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);
  private static final Duration AFTER_BARRED = Duration.ofSeconds(5);

  /** A node that was only cut off, as all are from a store that was down, stores what it has. */
  private static final Duration AFTER_GONE = Duration.ofSeconds(2);

  private static final Duration AFTER_UNREADABLE = Duration.ofMinutes(10);

  private final TokenContext context;
  private final HotSessions hots;
  private final Answers answers;
  private final Revocations revocations;
  private final BiFunction<DeviceId, Request, Mono<AccessToken>> flights;
  private final ConcurrentMap<SessionKey, PutOff> putOff = new ConcurrentHashMap<>();

  /**
   * A record that is left alone for a while.
   *
   * @param until milliseconds on the timer's line
   * @param isBarred whether because of another node
   */
  private record PutOff(long until, boolean isBarred) {}

  Sweep(
      TokenContext context,
      HotSessions hots,
      Answers answers,
      Revocations revocations,
      BiFunction<DeviceId, Request, Mono<AccessToken>> flights) {
    this.context = context;
    this.hots = hots;
    this.answers = answers;
    this.revocations = revocations;
    this.flights = flights;
  }

  /** Sweeps until cancelled; at once, because a process that died may have left claims open. */
  Flux<Void> run() {
    return Flux.interval(Duration.ZERO, context.settings().sweepEvery(), context.timer())
        .mergeWith(changesOfNodes())
        .onBackpressureDrop()
        .concatMap(tick -> once(), 1);
  }

  /** What was left to a node that is gone is not to wait any longer. */
  private Flux<Long> changesOfNodes() {
    Nodes nodes = context.sessions().nodes();
    return nodes
        .changes()
        .flatMap(
            node ->
                Mono.delay(node.equals(nodes.self()) ? Duration.ZERO : AFTER_GONE, context.timer()))
        .doOnNext(tick -> putOff.values().removeIf(PutOff::isBarred))
        .onErrorComplete();
  }

  private Mono<Void> once() {
    putOff.values().removeIf(wait -> wait.until() <= context.now());
    return settleAll().then(Mono.defer(() -> batches(now()))).onErrorResume(Sweep::later);
  }

  /** Stores what the store did not take before. */
  private Mono<Void> settleAll() {
    return Flux.fromIterable(answers.waiting())
        .flatMap(this::settle, context.settings().exchanges().maxRenewals())
        .then();
  }

  private Mono<AccessToken> settle(DeviceId device) {
    return flights.apply(device, Request.session(Request.Need.SETTLED)).onErrorComplete();
  }

  /** What becomes due meanwhile is left to the next look, so that this one has an end. */
  private Mono<Void> batches(Instant until) {
    return batch(until).repeat().takeUntil(worked -> worked < BATCH).then();
  }

  /** Emits how many records had work. */
  private Mono<Long> batch(Instant until) {
    return Flux.defer(() -> context.sessions().due(until, BATCH + putOff.size()))
        .filter(record -> !putOff.containsKey(record.key()))
        .flatMap(this::served, context.settings().exchanges().maxRenewals())
        .count();
  }

  private Mono<SessionKey> served(SessionRecord record) {
    return Mono.defer(() -> work(record))
        .onErrorResume(failure -> putOff(record.key(), failure))
        .thenReturn(record.key());
  }

  private Mono<Void> work(SessionRecord record) {
    if (!record.key().registration().equals(context.registration().name())) {
      return putOff(record.key(), AFTER_FAILURE); // another engine's
    }
    if (answers.isWaiting(record.key().device())) {
      return putOff(record.key(), AFTER_BARRED); // the claim ends with that; tried already
    }
    StoredSession stored = context.sessions().open(record);
    SignedIn tokens = stored.session().tokens();
    if (tokens != null && isDue(tokens)) {
      return renew(record.key());
    }
    return stored.session() instanceof Ended ended ? finish(stored, ended) : redate(record.key());
  }

  /** Retries the revocation; removes what has none left, unless the device came back. */
  private Mono<Void> finish(StoredSession stored, Ended ended) {
    if (ended.revoke() != null) {
      return revocations.attempt(stored.key(), ended);
    }
    return context
        .sessions()
        .remove(stored)
        .filter(removed -> removed)
        .doOnNext(removed -> hots.forget(stored.key().device()))
        .then();
  }

  private Mono<Void> renew(SessionKey key) {
    DeviceId device = key.device();
    return flights
        .apply(device, Request.session(Request.Need.DUE))
        .doOnTerminate(() -> hots.forgetUnused(device))
        .then();
  }

  /** The date in the store may come from other settings; an open claim has one of its own. */
  private boolean isDue(SignedIn tokens) {
    if (tokens.claim() != null) {
      return true;
    }
    Instant early = RefreshAhead.dueAt(context.settings(), tokens, 0);
    Instant late = RefreshAhead.dueAt(context.settings(), tokens, 1);
    return early != null && late != null && !(early.isAfter(now()) && late.isAfter(now()));
  }

  private Mono<Void> redate(SessionKey key) {
    return context.sessions().update(key, stored -> Due.redated(context, stored)).then();
  }

  private Mono<Void> putOff(SessionKey key, Throwable failure) {
    if (failure instanceof SealException) {
      log.warn("{}: skipped by the sweep: {}", key, failure.getMessage());
      context.observer().stored("open", "error", Duration.ZERO);
      return putOff(key, AFTER_UNREADABLE);
    }
    return failure instanceof BarredException
        ? putOff(key, AFTER_BARRED, true)
        : putOff(key, AFTER_FAILURE);
  }

  private Mono<Void> putOff(SessionKey key, Duration wait) {
    return putOff(key, wait, false);
  }

  private Mono<Void> putOff(SessionKey key, Duration wait, boolean isBarred) {
    long jittered = (long) (wait.toMillis() * (1 + context.jitter().getAsDouble()));
    putOff.put(key, new PutOff(context.now() + jittered, isBarred));
    return Mono.empty();
  }

  private Instant now() {
    return context.clock().instant();
  }

  private static Mono<Void> later(Throwable failure) {
    log.warn("the sweep will try again: {}", failure.toString());
    return Mono.empty();
  }
}
