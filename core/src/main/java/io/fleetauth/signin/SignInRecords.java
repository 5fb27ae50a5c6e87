// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.signin;

import static java.util.Objects.requireNonNull;

import io.fleetauth.device.PollPace;
import io.fleetauth.device.SignInEvent;
import io.fleetauth.device.SignInEvent.Outcome;
import io.fleetauth.oauth.DeviceAuthorization;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.DeviceSession;
import io.fleetauth.session.Ended;
import io.fleetauth.session.Ended.Reason;
import io.fleetauth.session.NodeId;
import io.fleetauth.session.Nodes;
import io.fleetauth.session.PendingSignIn;
import io.fleetauth.session.SecretHash;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SessionQuery;
import io.fleetauth.session.SessionRecord;
import io.fleetauth.session.Sessions;
import io.fleetauth.session.SignedIn;
import io.fleetauth.session.StoredSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What is stored of the sign-ins of one registration. */
final class SignInRecords {

  private static final Logger log = LoggerFactory.getLogger(SignIns.class);
  private static final int PAGE = 500;

  private final String registration;
  private final Sessions sessions;
  private final Clock clock;

  SignInRecords(String registration, Sessions sessions, Clock clock) {
    this.registration = registration;
    this.sessions = sessions;
    this.clock = clock;
  }

  /** Stores a sign-in that begins now; the tokens that the device has go on being served. */
  Mono<PendingSignIn> begin(
      DeviceId device, DeviceAuthorization answer, Scopes scopes, @Nullable SecretHash code) {
    Instant now = clock.instant();
    Duration interval = PollPace.of(answer.interval(), answer.expiresIn()).interval();
    Instant end = now.plus(answer.expiresIn());
    var fresh = new PendingSignIn(answer, scopes, interval, now, end, code, null, nodes().self());
    return sessions
        .update(key(device), before -> before == null ? fresh : fresh.withPrevious(before.tokens()))
        .map(StoredSession::session)
        .cast(PendingSignIn.class);
  }

  /** Stores a longer interval, if this sign-in is still what is stored. */
  Mono<Void> slower(DeviceId device, PendingSignIn signIn, Duration interval) {
    return sessions
        .update(
            key(device),
            before -> isSame(before, signIn) ? signIn(before).withInterval(interval) : before)
        .then();
  }

  /**
   * Goes back to the session before, else stores why there is none and keeps the code, so that a
   * gateway's device learns it; if this sign-in is still what is stored.
   */
  Mono<Void> end(DeviceId device, PendingSignIn signIn, Outcome outcome) {
    return sessions
        .update(
            key(device), before -> isSame(before, signIn) ? after(signIn(before), outcome) : before)
        .then();
  }

  /** Ends whatever sign-in is pending, whoever polls it; emits whether there was one. */
  Mono<Boolean> cancel(DeviceId device) {
    var found = new AtomicBoolean();
    return sessions
        .update(
            key(device),
            before -> {
              found.set(before instanceof PendingSignIn);
              return found.get() ? after(signIn(before), new SignInEvent.Cancelled()) : before;
            })
        .then(Mono.fromSupplier(found::get));
  }

  /**
   * Makes this node the one that polls, unless another that is there does; emits the sign-in if so.
   */
  Mono<PendingSignIn> adopt(StoredSession stored) {
    PendingSignIn signIn = signIn(stored.session());
    NodeId poller = signIn.poller();
    if (nodes().self().equals(poller)) {
      return Mono.just(signIn);
    }
    if (poller != null && !nodes().isGone(poller)) {
      return Mono.empty();
    }
    PendingSignIn own = signIn.withPoller(nodes().self());
    return sessions
        .replace(new StoredSession(stored.key(), stored.version() + 1, own))
        .filter(won -> won)
        .map(won -> own);
  }

  /** Where a sign-in that this node began or adopted is now. */
  enum Standing {
    /** With this node. */
    OWN,
    /** With another node, or brought to its end by it. */
    ELSEWHERE,
    /** Given up. */
    OVER,
    /** The store does not say. */
    UNKNOWN
  }

  /** Emits where the sign-in is, as stored. */
  Mono<Standing> standing(DeviceId device, PendingSignIn signIn) {
    return sessions
        .find(key(device))
        .map(stored -> standing(stored.session(), signIn))
        .defaultIfEmpty(Standing.OVER)
        .doOnError(e -> log.debug("{}: the sign-in can not be read: {}", device, e.toString()))
        .onErrorReturn(Standing.UNKNOWN);
  }

  private Standing standing(DeviceSession stored, PendingSignIn signIn) {
    if (isSame(stored, signIn)) {
      return nodes().self().equals(signIn(stored).poller()) ? Standing.OWN : Standing.ELSEWHERE;
    }
    return stored instanceof SignedIn tokens && !isBefore(tokens, signIn)
        ? Standing.ELSEWHERE
        : Standing.OVER;
  }

  private static boolean isBefore(SignedIn tokens, PendingSignIn signIn) {
    SignedIn previous = signIn.previous();
    return previous != null && previous.signedInAt().equals(tokens.signedInAt());
  }

  /** Returns whether this node may poll, see {@link Nodes#isCurrent}. */
  boolean isCurrent() {
    return nodes().isCurrent();
  }

  Nodes nodes() {
    return sessions.nodes();
  }

  /** Emits the devices whose records change. */
  Flux<DeviceId> changes() {
    return sessions
        .watch()
        .filter(key -> key.registration().equals(registration))
        .map(SessionKey::device);
  }

  /** Emits all that are pending, page by page; still sealed. */
  Flux<List<SessionRecord>> pending() {
    return page(null)
        .expand(page -> page.size() < PAGE ? Mono.empty() : page(page.get(page.size() - 1).key()));
  }

  StoredSession open(SessionRecord sealed) {
    return sessions.open(sealed);
  }

  static Reason reason(Outcome outcome) {
    if (outcome instanceof SignInEvent.Declined) {
      return Reason.DECLINED;
    }
    if (outcome instanceof SignInEvent.Expired) {
      return Reason.SIGN_IN_EXPIRED;
    }
    return outcome instanceof SignInEvent.Cancelled ? Reason.CANCELLED : Reason.FAILED;
  }

  private Mono<List<SessionRecord>> page(@Nullable SessionKey after) {
    return sessions
        .list(new SessionQuery(registration, DeviceSession.State.PENDING, null, after, PAGE))
        .collectList();
  }

  private DeviceSession after(PendingSignIn stored, Outcome outcome) {
    SignedIn previous = stored.previous();
    return previous != null
        ? previous
        : Ended.of(reason(outcome), clock.instant(), null, stored.code());
  }

  private static boolean isSame(@Nullable DeviceSession stored, PendingSignIn signIn) {
    return stored instanceof PendingSignIn other
        && other.authorization().deviceCode().equals(signIn.authorization().deviceCode());
  }

  private static PendingSignIn signIn(@Nullable DeviceSession stored) {
    return (PendingSignIn) requireNonNull(stored);
  }

  private SessionKey key(DeviceId device) {
    return new SessionKey(registration, device);
  }
}
