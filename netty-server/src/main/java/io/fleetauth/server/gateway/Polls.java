// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fleetauth.oauth.DeviceAuthorization;
import io.fleetauth.session.DeviceSession;
import io.fleetauth.session.PendingSignIn;
import io.fleetauth.session.SecretHash;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.Sessions;
import io.fleetauth.session.SignedIn;
import io.fleetauth.session.StoredSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Remembers where device codes lead and how fast their devices poll, so that a poll needs no store.
 * What was forgotten, or issued before a restart, is found in the store again. Thread-safe.
 */
final class Polls {

  /** Longer than any device code is good for. */
  private static final Duration FORGET_AFTER = Duration.ofHours(1);

  /** How long a redeemed code may be redeemed again, for a device whose answer was lost. */
  private static final Duration REPEAT_WITHIN = Duration.ofSeconds(60);

  /** How long after its approval a code may be redeemed again anywhere. */
  private static final Duration REPEAT_AT_ALL = Duration.ofMinutes(15);

  private final Sessions sessions;
  private final Clock clock;
  private final Cache<SecretHash, Poll> polls;

  Polls(Sessions sessions, Clock clock, Scheduler timer, long limit) {
    this.sessions = sessions;
    this.clock = clock;
    this.polls =
        Caffeine.newBuilder()
            .maximumSize(limit)
            .expireAfterAccess(FORGET_AFTER)
            .ticker(() -> timer.now(TimeUnit.NANOSECONDS))
            .executor(Runnable::run)
            .build();
  }

  /** What is known of a device code. */
  record Poll(SessionKey session, Instant expiresAt, PollPace pace, @Nullable Instant redeemedAt) {

    Poll at(PollPace newPace) {
      return new Poll(session, expiresAt, newPace, redeemedAt);
    }

    Poll redeemed(Instant now) {
      return redeemedAt == null ? new Poll(session, expiresAt, pace, now) : this;
    }
  }

  /** Notes a new device code. */
  void expect(SecretHash code, SessionKey session, PendingSignIn pending) {
    polls.put(code, of(session, pending));
  }

  /** Emits what is known of the code, from memory as a rule; empty when it leads nowhere. */
  Mono<Poll> find(SecretHash code) {
    Poll known = polls.getIfPresent(code);
    return known != null ? Mono.just(known) : sessions.findByHash(code).map(s -> recall(code, s));
  }

  /** Forgets the code: nothing more comes of it. */
  void forget(SecretHash code) {
    polls.invalidate(code);
  }

  /** Notes a poll; {@code false} when it came too early, and the device has to slow down. */
  boolean accept(SecretHash code) {
    Instant now = clock.instant();
    var tooEarly = new boolean[1];
    polls.asMap().computeIfPresent(code, (same, poll) -> paced(poll, now, tooEarly));
    return !tooEarly[0];
  }

  private static Poll paced(Poll poll, Instant now, boolean[] tooEarly) {
    tooEarly[0] = poll.pace().isTooEarly(now);
    return poll.at(tooEarly[0] ? poll.pace().slowed(now) : poll.pace().polled(now));
  }

  /** Notes that the code was redeemed; the first time counts. */
  void redeemed(SecretHash code) {
    Instant now = clock.instant();
    polls.asMap().computeIfPresent(code, (same, poll) -> poll.redeemed(now));
  }

  /**
   * Returns whether a code that was redeemed before may be redeemed once more. Where it was
   * redeemed at another node, or before a restart, the time counts from when it is first seen here,
   * and there is an end to that as well.
   */
  boolean mayRepeat(SecretHash code, SignedIn session) {
    redeemed(code);
    Instant now = clock.instant();
    Poll poll = polls.getIfPresent(code);
    Instant first = poll == null ? null : poll.redeemedAt();
    return first != null
        && now.isBefore(first.plus(REPEAT_WITHIN))
        && now.isBefore(session.signedInAt().plus(REPEAT_AT_ALL));
  }

  private Poll recall(SecretHash code, StoredSession stored) {
    Poll poll = of(stored.key(), stored.session());
    polls.put(code, poll);
    return poll;
  }

  private Poll of(SessionKey session, DeviceSession stored) {
    if (stored instanceof PendingSignIn pending) {
      DeviceAuthorization told = pending.authorization();
      return new Poll(session, pending.expiresAt(), PollPace.of(told.interval()), null);
    }
    PollPace pace = PollPace.of(DeviceAuthorization.DEFAULT_INTERVAL);
    return new Poll(session, clock.instant(), pace, null);
  }
}
