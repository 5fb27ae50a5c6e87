// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.oauth.AccessToken;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One token of one session in memory: what readers touch. It is the publisher that readers get, and
 * holds the token and its times itself, because each object more on the way is one more miss of the
 * processor's caches. A read that finds a valid token allocates nothing but the subscription; it
 * writes only the first time after a renewal. The alarm asks for the renewal of a token that is
 * read, and lets one that is not read go when it expires.
 */
abstract class HotToken extends Mono<AccessToken> implements Runnable {

  /** Looks again, should a renewal have ended without a word. */
  private static final long SAFETY_MILLIS = 60_000;

  private static final long NEVER = Long.MIN_VALUE;
  private static final Duration CONTENTION = Duration.ofSeconds(1);
  private static final Disposable NO_ALARM = Disposables.disposed();
  private static final AtomicReferenceFieldUpdater<HotToken, Disposable> ALARM =
      AtomicReferenceFieldUpdater.newUpdater(HotToken.class, Disposable.class, "alarm");

  final TokenTime time;

  /** How much room it takes; belongs to the map that it is in. */
  int places;

  @SuppressWarnings("unused") // read through ALARM
  private volatile Disposable alarm = NO_ALARM;

  // Readers look at the time first, then at the token; writers the other way round. So a reader may
  // get a newer token than the one whose time it saw, which was valid a moment ago, never an older.
  private volatile long servableUntil = NEVER;
  private volatile @Nullable AccessToken token;
  private volatile long refreshAt = NEVER;
  private volatile @Nullable Pause pause;
  private volatile boolean used;
  private volatile boolean marked;
  private volatile boolean late;
  private volatile boolean closed;
  private volatile Sinks.@Nullable Many<AccessToken> followers;

  HotToken(TokenTime time) {
    this.time = time;
  }

  /** Gets a token for a reader who found none that is valid; this may have been let go long ago. */
  abstract Mono<AccessToken> missed();

  /** Renews in the background. */
  abstract void renewSoon();

  /** Lets this go: it expired without being read. */
  abstract void drop();

  /** Returns whether there is something to renew it with. */
  abstract boolean isRenewable();

  /** Returns how many places it takes in memory. */
  int weight() {
    return 1;
  }

  /** Returns an equal token that shares what it has in common with others. */
  AccessToken shared(AccessToken token) {
    return token;
  }

  /**
   * Emits a valid token; looks at the time of each subscription. An own publisher, because this is
   * the hot path: {@code Mono.defer} subscribes twice, which costs as much again as all the rest of
   * a read.
   */
  @Override
  public final void subscribe(CoreSubscriber<? super AccessToken> reader) {
    AccessToken valid = peek();
    if (valid == null) {
      missed().subscribe(reader);
    } else {
      reader.onSubscribe(new Handover(reader, valid));
    }
  }

  /** Returns the valid token, or {@code null}. */
  final @Nullable AccessToken peek() {
    touch();
    return valid();
  }

  final void touch() {
    if (!used || !marked) { // read before write keeps the cache line shared
      mark();
    }
  }

  private void mark() {
    marked = true;
    if (!used) {
      markUsed();
    }
  }

  private void markUsed() {
    used = true;
    if (late) {
      late = false;
      renewSoon();
    }
  }

  /** Returns whether it was read since the last call. */
  boolean takeMark() {
    boolean seen = marked;
    marked = false;
    return seen;
  }

  /** Like {@link #peek}, but no use of the token. */
  final @Nullable AccessToken valid() {
    long until = servableUntil;
    AccessToken seen = token;
    return time.now() < until ? seen : null;
  }

  final boolean isServable() {
    return valid() != null;
  }

  /** Returns whether a valid token is there whose time of renewal has not come. */
  final boolean isFresh() {
    return time.now() < refreshAt;
  }

  final boolean isUsed() {
    return used || isFollowed();
  }

  /** Returns the pause that is not over, or {@code null}. */
  final @Nullable Pause pause() {
    Pause seen = pause;
    return seen != null && time.now() < seen.until() ? seen : null;
  }

  /** Takes the newest token of the session, {@code null} for none; keeps times already set. */
  final void offer(@Nullable AccessToken newest) {
    AccessToken seen = token;
    if (newest != null && newest.equals(seen)) {
      return;
    }
    Current next = newest == null ? null : Current.of(newest, time);
    if (next == null && seen == null) {
      return; // the count of failures goes on
    }
    hold(next);
    pause = next == null ? pause : null;
    late = false;
    arm();
  }

  private void hold(@Nullable Current next) {
    if (next == null) {
      servableUntil = NEVER;
      refreshAt = NEVER;
      token = null;
    } else {
      token = shared(next.token());
      refreshAt = next.refreshAt();
      servableUntil = next.servableUntil();
    }
  }

  final void clear() {
    hold(null);
    pause = null;
  }

  /** Returns how many characters the token has: the heavy part of a session. */
  final int length() {
    AccessToken seen = token;
    return seen == null ? 0 : seen.value().length();
  }

  /** Waits before the next renewal; longer after each failure in a row. */
  final Pause rest(Throwable failure) {
    Pause last = pause;
    int attempts = last == null ? 1 : last.attempts() + 1;
    long wait =
        BackOff.renewal(attempts, Failures.retryAfter(failure), time.jitter().getAsDouble())
            .toMillis();
    var next = new Pause(failure, attempts, time.now() + wait);
    pause = next;
    alarmAt(next.until());
    return next;
  }

  /** Sets the alarm to the time of renewal. */
  final void arm() {
    Pause resting = pause();
    if (resting != null) {
      alarmAt(resting.until());
    } else if (token != null) {
      alarmAt(isRenewable() ? refreshAt : servableUntil);
    } else {
      alarmAt(time.now() + SAFETY_MILLIS);
    }
  }

  final void wakeIn(long millis) {
    alarmAt(time.now() + millis);
  }

  private void alarmAt(long millis) {
    long wait = Math.max(1, millis - time.now());
    setAlarm(time.timer().schedule(this, wait, TimeUnit.MILLISECONDS));
    if (closed) { // in the meantime
      setAlarm(NO_ALARM);
    }
  }

  private void setAlarm(Disposable next) {
    ALARM.getAndSet(this, next).dispose();
  }

  /** The alarm goes off. This is its own task, because a fleet has many. */
  @Override
  public final void run() {
    if (isRenewable() && isWanted()) {
      used = false;
      alarmAt(time.now() + SAFETY_MILLIS);
      renewSoon();
      return;
    }
    if (!isServable()) {
      drop();
      return;
    }
    alarmAt(servableUntil);
    late = isRenewable();
    if (used) { // was read in between
      markUsed();
    }
  }

  /** Returns whether it is to be renewed although nobody waits for it. */
  boolean isWanted() {
    return isUsed() || (pause != null && isServable());
  }

  final boolean isClosed() {
    return closed;
  }

  /** Hands out nothing any more from here. */
  void close() {
    closed = true;
    clear();
    setAlarm(NO_ALARM);
    dismiss();
  }

  /** Returns whether somebody wants to be told of each next token. */
  final boolean isFollowed() {
    Sinks.Many<AccessToken> sink = followers;
    return sink != null && sink.currentSubscriberCount() > 0;
  }

  /** Emits the valid token, if any, then each next one; completes when this is let go. */
  final synchronized Flux<AccessToken> follow() {
    Sinks.Many<AccessToken> sink = followers;
    if (sink == null) {
      sink = Sinks.many().replay().latest();
      followers = sink;
      announce();
    }
    return sink.asFlux();
  }

  /** Tells the followers of the newest token. */
  final void announce() {
    Sinks.Many<AccessToken> sink = followers;
    AccessToken newest = valid();
    if (sink != null && newest != null) {
      sink.emitNext(newest, Sinks.EmitFailureHandler.busyLooping(CONTENTION));
    }
  }

  /** Sends the followers away: they will look anew. */
  final synchronized void dismiss() {
    Sinks.Many<AccessToken> sink = followers;
    followers = null;
    if (sink != null) {
      sink.emitComplete(Sinks.EmitFailureHandler.busyLooping(CONTENTION));
    }
  }
}
