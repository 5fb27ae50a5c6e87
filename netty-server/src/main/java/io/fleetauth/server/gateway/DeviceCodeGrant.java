// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import static io.fleetauth.oauth.ErrorCode.ACCESS_DENIED;
import static io.fleetauth.oauth.ErrorCode.AUTHORIZATION_PENDING;
import static io.fleetauth.oauth.ErrorCode.EXPIRED_TOKEN;
import static io.fleetauth.oauth.ErrorCode.INVALID_GRANT;
import static io.fleetauth.oauth.ErrorCode.SLOW_DOWN;

import io.fleetauth.device.SignInEvent;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.server.gateway.Polls.Poll;
import io.fleetauth.server.reply.Reply;
import io.fleetauth.session.Ended;
import io.fleetauth.session.PendingSignIn;
import io.fleetauth.session.SecretHash;
import io.fleetauth.session.Sessions;
import io.fleetauth.session.SignedIn;
import io.fleetauth.session.StoredSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Answers the polls of devices, RFC 8628 sections 3.4 and 3.5: from memory while a sign-in is
 * pending here, from the store when it has an outcome or another node polls. Thread-safe.
 */
final class DeviceCodeGrant {

  private static final Reply PENDING = refusal(AUTHORIZATION_PENDING, "nobody has approved yet");
  private static final Reply TOO_FAST = refusal(SLOW_DOWN, "wait five seconds more between polls");
  private static final Reply EXPIRED = refusal(EXPIRED_TOKEN, "nobody approved in time");
  private static final Reply DENIED = refusal(ACCESS_DENIED, "the sign-in was refused");
  private static final Reply UNKNOWN =
      refusal(INVALID_GRANT, "the device code is unknown, used, or of another client");
  private static final Reply FAILED =
      refusal(INVALID_GRANT, "the authorization server ended the sign-in");

  private final Sessions sessions;
  private final Polls polls;
  private final Redemption redemption;
  private final Clock clock;
  private final Scheduler timer;

  DeviceCodeGrant(
      Sessions sessions, Polls polls, Redemption redemption, Clock clock, Scheduler timer) {
    this.sessions = sessions;
    this.polls = polls;
    this.redemption = redemption;
    this.clock = clock;
    this.timer = timer;
  }

  Mono<Reply> reply(DeviceRequest request) {
    String code = request.form().require("device_code");
    SecretHash hash = DeviceSecrets.codeHash(code, request.clientId());
    return polls
        .find(hash)
        .filter(poll -> poll.session().registration().equals(request.registration().name()))
        .flatMap(poll -> poll(request, poll, hash))
        .switchIfEmpty(
            Mono.defer(() -> redemption.burnOfOthers(request, code)).thenReturn(UNKNOWN));
  }

  private Mono<Reply> poll(DeviceRequest request, Poll poll, SecretHash hash) {
    return events(request, poll)
        .next()
        .map(event -> !(event instanceof SignInEvent.Outcome))
        .defaultIfEmpty(false)
        .flatMap(pending -> pending ? pending(request, poll, hash) : ended(request, poll, hash));
  }

  private static Flux<SignInEvent> events(DeviceRequest request, Poll poll) {
    return request.registration().fleet().signInEvents(poll.session().device());
  }

  private Mono<Reply> pending(DeviceRequest request, Poll poll, SecretHash hash) {
    if (!polls.accept(hash)) {
      return Mono.just(TOO_FAST);
    }
    Mono<Boolean> over =
        events(request, poll)
            .filter(event -> event instanceof SignInEvent.Outcome)
            .map(event -> true)
            .next()
            .defaultIfEmpty(true);
    return held(request, poll, hash, over);
  }

  /** Holds the poll until the sign-in is {@code over}, RFC 7240 section 4.3. */
  private Mono<Reply> held(DeviceRequest request, Poll poll, SecretHash hash, Mono<Boolean> over) {
    Duration wait = request.holdFor();
    if (wait.isZero()) {
      return Mono.just(PENDING);
    }
    return over.timeout(wait, Mono.just(false), timer)
        .flatMap(is -> is ? stored(poll, hash, s -> outcome(request, s)) : Mono.just(PENDING))
        .map(reply -> reply.withHeader("preference-applied", "wait=" + wait.toSeconds()));
  }

  private Mono<Reply> ended(DeviceRequest request, Poll poll, SecretHash hash) {
    return stored(
        poll,
        hash,
        stored ->
            stored.session() instanceof PendingSignIn pending
                ? elsewhere(request, poll, hash, pending)
                : outcome(request, stored));
  }

  private Mono<Reply> stored(
      Poll poll, SecretHash hash, Function<StoredSession, Mono<Reply>> reply) {
    return sessions
        .findByHash(hash)
        .flatMap(reply)
        .switchIfEmpty(Mono.fromSupplier(() -> isOver(poll.expiresAt()) ? EXPIRED : UNKNOWN));
  }

  private boolean isOver(Instant end) {
    return !clock.instant().isBefore(end);
  }

  private Mono<Reply> outcome(DeviceRequest request, StoredSession stored) {
    if (stored.session() instanceof SignedIn signedIn) {
      return redemption.redeem(request, stored.key(), signedIn).defaultIfEmpty(UNKNOWN);
    }
    if (stored.session() instanceof Ended ended) {
      return Mono.just(refusal(ended.reason()));
    }
    return Mono.just(PENDING); // and was counted when the poll began
  }

  /** It is pending, but not in this process: not yet resumed, or another node polls. */
  private Mono<Reply> elsewhere(
      DeviceRequest request, Poll poll, SecretHash hash, PendingSignIn pending) {
    if (isOver(pending.expiresAt())) {
      return Mono.just(EXPIRED);
    }
    return polls.accept(hash)
        ? held(request, poll, hash, overElsewhere(poll, hash))
        : Mono.just(TOO_FAST);
  }

  /** Looks once more after it began to watch, lest the change have come between. */
  private Mono<Boolean> overElsewhere(Poll poll, SecretHash hash) {
    return sessions
        .watch(poll.session())
        .mergeWith(Mono.just(poll.session()))
        .onBackpressureLatest()
        .concatMap(changed -> isOverInStore(hash), 1)
        .filter(over -> over)
        .next()
        .defaultIfEmpty(false);
  }

  private Mono<Boolean> isOverInStore(SecretHash hash) {
    return sessions
        .findByHash(hash)
        .map(stored -> !(stored.session() instanceof PendingSignIn))
        .defaultIfEmpty(true);
  }

  private static Reply refusal(Ended.Reason reason) {
    return switch (reason) {
      case DECLINED, CANCELLED -> DENIED;
      case SIGN_IN_EXPIRED -> EXPIRED;
      case FAILED -> FAILED;
      case SIGNED_OUT, REVOKED, EXPIRED -> UNKNOWN;
    };
  }

  private static Reply refusal(ErrorCode code, String description) {
    return Reply.oauthError(400, code, description);
  }
}
