// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.Scopes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/**
 * One token of one session in memory: what readers touch. It is the publisher that readers get, and
 * holds the token and its times itself, because each object more on the way is one more miss of the
 * processor's caches. A read that finds a valid token allocates nothing but the subscription; it
 * writes only the first time after a renewal. The alarm asks for the renewal of a token that is
 * read, and lets one that is not read go when it expires.
 */
abstract class HotToken extends Mono<AccessToken> {

  /** Looks again, should a renewal have ended without a word. */
  private static final long SAFETY_MILLIS = 60_000;

  private static final long NEVER = Long.MIN_VALUE;

  final HotSessions hots;
  private final Disposable.Swap alarm = Disposables.swap();

  // Readers look at the time first, then at the token; writers the other way round. So a reader may
  // get a newer token than the one whose time it saw, which was valid a moment ago, never an older.
  private volatile long servableUntil = NEVER;
  private volatile @Nullable AccessToken token;
  private volatile long refreshAt = NEVER;
  private volatile @Nullable Pause pause;
  private volatile boolean used;
  private volatile boolean late;
  private volatile boolean closed;

  HotToken(HotSessions hots) {
    this.hots = hots;
  }

  abstract HotSession session();

  /** Returns what was asked, {@link Scopes#NONE} for the session's own. */
  abstract Scopes asked();

  /** Returns whether somebody wants to be told of each next token. */
  boolean isFollowed() {
    return false;
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
      hots.missed(this).subscribe(reader);
    } else {
      reader.onSubscribe(Operators.scalarSubscription(reader, valid));
    }
  }

  /** Returns the valid token, or {@code null}. */
  final @Nullable AccessToken peek() {
    touch();
    return valid();
  }

  final void touch() {
    if (!used) { // read before write keeps the cache line shared
      markUsed();
    }
  }

  private void markUsed() {
    used = true;
    if (late) {
      late = false;
      hots.renewSoon(this);
    }
  }

  /** Like {@link #peek}, but no use of the token. */
  final @Nullable AccessToken valid() {
    long until = servableUntil;
    AccessToken seen = token;
    return hots.now() < until ? seen : null;
  }

  final boolean isServable() {
    return valid() != null;
  }

  /** Returns whether a valid token is there whose time of renewal has not come. */
  final boolean isFresh() {
    return hots.now() < refreshAt;
  }

  final boolean isUsed() {
    return used || isFollowed();
  }

  /** Returns the pause that is not over, or {@code null}. */
  final @Nullable Pause pause() {
    Pause seen = pause;
    return seen != null && hots.now() < seen.until() ? seen : null;
  }

  /** Takes the newest token of the session, {@code null} for none; keeps times already set. */
  final void offer(@Nullable AccessToken newest) {
    AccessToken seen = token;
    if (newest != null && newest.equals(seen)) {
      return;
    }
    Current next = newest == null ? null : Current.of(newest, hots.context());
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
      token = hots.shared(next.token());
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
    long wait = BackOff.renewal(attempts, Failures.retryAfter(failure), hots.jitter()).toMillis();
    var next = new Pause(failure, attempts, hots.now() + wait);
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
      alarmAt(session().isRenewable() ? refreshAt : servableUntil);
    } else {
      alarmAt(hots.now() + SAFETY_MILLIS);
    }
  }

  private void alarmAt(long millis) {
    long wait = Math.max(1, millis - hots.now());
    alarm.update(hots.timer().schedule(this::wake, wait, TimeUnit.MILLISECONDS));
  }

  private void wake() {
    if (session().isRenewable() && isWanted()) {
      used = false;
      alarmAt(hots.now() + SAFETY_MILLIS);
      hots.renewSoon(this);
      return;
    }
    if (!isServable()) {
      hots.drop(this);
      return;
    }
    alarmAt(servableUntil);
    late = session().isRenewable();
    if (used) { // was read in between
      markUsed();
    }
  }

  private boolean isWanted() {
    return isUsed() || (pause != null && isServable());
  }

  final boolean isClosed() {
    return closed;
  }

  /** Hands out nothing any more from here. */
  void close() {
    closed = true;
    clear();
    alarm.dispose();
  }
}
