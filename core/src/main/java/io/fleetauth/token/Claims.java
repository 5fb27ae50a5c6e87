// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fleetauth.session.Claim;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.DeviceSession;
import io.fleetauth.session.Nodes;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.Sessions;
import io.fleetauth.session.SignedIn;
import io.fleetauth.session.StoredSession;
import io.fleetauth.time.Stopwatch;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes sure that one engine of the cluster spends a refresh token at a time: each writes its claim
 * into the session before, and leaves the session alone while it holds the claim of another.
 */
final class Claims {

  /** What passes at most between the beginning of a claim and the request that it is for. */
  static final Duration MARGIN = Duration.ofSeconds(15);

  private static final Logger log = LoggerFactory.getLogger(Claims.class);

  /**
   * When the sweep takes up a session whose claim is still there: the node died, or the answer was
   * lost, and servers forgive the repetition of a refresh token for a short time only. Shorter than
   * a start, so that the first look finds what the life before left open.
   */
  private static final Duration FINISH_AFTER = Duration.ofSeconds(1);

  private static final Duration FIRST_LOOK = Duration.ofMillis(100);
  private static final int MOST_DOUBLINGS = 4;
  private static final int MAX_SEEN = 100_000;

  private final TokenContext context;
  private final Answers answers;
  private final Duration length;
  private final long engine = ThreadLocalRandom.current().nextLong();

  /** The claims of others that were met. */
  private final Cache<DeviceId, Seen> seen =
      Caffeine.newBuilder()
          .maximumSize(MAX_SEEN)
          .executor(Runnable::run)
          .<DeviceId, Seen>evictionListener((device, met, cause) -> Seen.forget(met))
          .build();

  Claims(TokenContext context, Answers answers) {
    this.context = context;
    this.answers = answers;
    this.length = context.settings().exchanges().limit().plus(MARGIN);
  }

  /** Returns how long others leave a session alone that this engine claimed. */
  Duration length() {
    return length;
  }

  /**
   * Returns whether the refresh token must be left alone for now, because another has claimed it,
   * or because this node was not heard of for so long that others may do its work.
   */
  boolean isBarred(DeviceId device, SignedIn tokens) {
    Claim claim = tokens.claim();
    boolean held = claim != null && isOfAnother(claim) && !hasLapsed(device, claim);
    return held || !nodes().isCurrent();
  }

  private boolean isOfAnother(Claim claim) {
    return !claim.isOver() && !isOwn(claim) && !nodes().isGone(claim.node());
  }

  /** An own claim that a new flight meets was not given back: nobody else works under it. */
  private boolean isOwn(Claim claim) {
    return claim.engine() == engine && claim.node().equals(nodes().self());
  }

  private boolean hasLapsed(DeviceId device, Claim claim) {
    return seen.asMap().compute(device, (same, met) -> met(met, claim)).lapsed;
  }

  private Seen met(@Nullable Seen before, Claim claim) {
    if (before != null && before.claim.equals(claim)) {
      return before;
    }
    Seen.forget(before);
    var met = new Seen(claim);
    met.start(context);
    return met;
  }

  /** A claim as it is stored, and how long ago the writing of it began. */
  record Taken(StoredSession stored, SignedIn session, Claim claim, Stopwatch since) {}

  /** Claims the token; emits nothing inside when another writer came between. */
  Mono<Optional<Taken>> take(StoredSession stored, SignedIn tokens) {
    return Mono.defer(
        () -> {
          Taken taken = taken(stored, tokens);
          return answers
              .bounded(context.sessions().replace(taken.stored()))
              .map(won -> won ? Optional.of(taken) : Optional.<Taken>empty());
        });
  }

  private Taken taken(StoredSession stored, SignedIn tokens) {
    var since = Stopwatch.start(context.timer());
    long version = stored.version() + 1;
    boolean uncertain = tokens.claim() != null;
    var claim = new Claim(nodes().self(), engine, version, length, uncertain);
    Instant finishAt = context.clock().instant().plus(FINISH_AFTER);
    SignedIn claimed = tokens.withClaim(claim).withDueAt(finishAt);
    var next = new StoredSession(stored.key(), version, Due.with(stored.session(), claimed));
    return new Taken(next, claimed, claim, since);
  }

  /**
   * Returns whether an exchange that begins now is over before others take the claim for lapsed.
   */
  boolean maySend(Taken taken) {
    return nodes().isCurrent() && taken.since().elapsed().compareTo(MARGIN) <= 0;
  }

  /**
   * Gives the claim back, so that nobody waits for it to lapse. Completes also when the store does
   * not take it; then it lapses.
   *
   * @param spent whether the token may have been spent
   */
  Mono<Void> giveBack(Taken taken, boolean spent) {
    Claim claim = taken.claim();
    Claim left = spent || claim.uncertain() ? claim.over() : null;
    return change(taken, found -> givenBack(context, found, claim, left));
  }

  /** Notes, where nobody else holds a claim, that the server may have revoked the session. */
  Mono<Void> note(Taken taken) {
    return change(taken, found -> noted(found, taken.claim()));
  }

  private static @Nullable DeviceSession noted(@Nullable DeviceSession stored, Claim claim) {
    SignedIn tokens = stored == null ? null : stored.tokens();
    if (tokens == null || (tokens.claim() != null && !claim.equals(tokens.claim()))) {
      return stored;
    }
    return Due.with(stored, tokens.withClaim(claim.over()));
  }

  private Mono<Void> change(Taken taken, Sessions.SessionChange change) {
    SessionKey key = taken.stored().key();
    return answers
        .bounded(context.sessions().update(key, change).then())
        .doOnError(e -> log.debug("{}: the claim is left to lapse: {}", key, e.toString()))
        .onErrorComplete();
  }

  /** Returns {@code stored} with {@code left} in place of {@code claim}, if it has that. */
  static @Nullable DeviceSession givenBack(
      TokenContext context, @Nullable DeviceSession stored, Claim claim, @Nullable Claim left) {
    SignedIn tokens = stored == null ? null : stored.tokens();
    if (tokens == null || !claim.equals(tokens.claim())) {
      return stored;
    }
    SignedIn next = tokens.withClaim(left);
    return Due.with(stored, left == null ? Due.dated(context, next) : next);
  }

  /**
   * Completes when it is time to look at the session again: when it changes or a node goes or comes
   * back, and from time to time.
   *
   * @param looks how often it was looked at in vain
   */
  Mono<Void> next(StoredSession stored, int looks) {
    long wait = FIRST_LOOK.toMillis() << Math.min(looks, MOST_DOUBLINGS);
    return Mono.firstWithSignal(
            heard(context.sessions().watch(stored.key())),
            heard(nodes().changes()),
            Mono.delay(Duration.ofMillis(wait), context.timer()))
        .then();
  }

  private static Mono<Object> heard(Flux<?> changes) {
    return changes
        .next()
        .cast(Object.class)
        .onErrorResume(broken -> Mono.never())
        .switchIfEmpty(Mono.never());
  }

  private Nodes nodes() {
    return context.sessions().nodes();
  }

  /**
   * A claim of another since it was first seen. Its length is measured by a wait, because waits
   * count on monotonic time.
   */
  private static final class Seen implements Runnable {
    private final Claim claim;
    private volatile boolean lapsed;
    private @Nullable Disposable wait;

    Seen(Claim claim) {
      this.claim = claim;
    }

    void start(TokenContext context) {
      wait = context.timer().schedule(this, claim.length().toMillis() + 1, MILLISECONDS);
    }

    @Override
    public void run() {
      lapsed = true;
    }

    static void forget(@Nullable Seen met) {
      if (met != null && met.wait != null) {
        met.wait.dispose();
      }
    }
  }
}
