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
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What is stored of the sign-ins of one registration. */
final class SignInRecords {

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
    var fresh =
        new PendingSignIn(answer, scopes, interval, now, now.plus(answer.expiresIn()), code, null);
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
