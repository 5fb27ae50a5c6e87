// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.fleet;

import io.fleetauth.load.client.Answer;
import io.fleetauth.load.client.Prompt;
import io.fleetauth.load.client.RefusedException;
import io.fleetauth.load.fleet.SignIns.Pace;
import io.fleetauth.load.fleet.SignIns.Parts;
import io.fleetauth.load.measure.Measurements;
import io.fleetauth.load.measure.Operation;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;

/** A sign-in that has its codes: the person approves while the device polls. */
final class SignIn {

  private static final Duration SLOWER = Duration.ofSeconds(5);
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final long DEFAULT_INTERVAL = 5;
  private static final long DEFAULT_LIFE = 900;
  private static final long NOT_YET = -1;

  private final Parts parts;
  private final Answer codes;
  private final Measurements seen;
  private final Mono<Void> approval;
  private volatile Duration interval;
  private volatile long due;
  private volatile long approved = NOT_YET;

  /**
   * @param codes the device authorization response
   */
  SignIn(Parts parts, Answer codes, Measurements seen) {
    this.parts = parts;
    this.codes = codes;
    this.seen = seen;
    this.approval = approval().cache();
    Duration wanted = Duration.ofSeconds(codes.number("interval", DEFAULT_INTERVAL));
    this.interval = wanted.compareTo(SHORTEST) < 0 ? SHORTEST : wanted;
  }

  /** Emits the answer with the tokens; fails with {@link RefusedException}. */
  Mono<Answer> tokens(Pace pace) {
    String code = codes.text("device_code");
    if (code == null) {
      return Mono.error(new RefusedException("device authorization: device_code is missing"));
    }
    Mono<Answer> polls = polls(code);
    Mono<Answer> all =
        pace == Pace.APPROVAL
            ? approval.then(atOnce(polls))
            : Mono.firstWithSignal(afterInterval(polls), approval.then(Mono.never()));
    Duration life = Duration.ofSeconds(codes.number("expires_in", DEFAULT_LIFE));
    return all.timeout(life, parts.timer())
        .onErrorMap(TimeoutException.class, late -> new RefusedException("nobody approved in time"))
        .doOnNext(this::measureFromApproval);
  }

  /** Completes when the person has seen the last page, which may be after the tokens have come. */
  Mono<Void> approvalEnded() {
    return approval.onErrorComplete();
  }

  private Mono<Void> approval() {
    return Mono.defer(
        () -> {
          long begin = parts.nanos().getAsLong() + parts.approveAfter().toNanos();
          return Mono.fromSupplier(() -> Prompt.of(codes))
              .flatMap(parts.approver()::approve)
              .delaySubscription(parts.approveAfter(), parts.timer())
              .doOnSuccess(done -> approvedSince(begin))
              .doOnError(failure -> seen.failure(Operation.APPROVAL, Timed.kind(failure), begin))
              .onErrorMap(failure -> SignIns.at("approval", failure));
        });
  }

  private void approvedSince(long begin) {
    seen.success(Operation.APPROVAL, begin, begin);
    approved = parts.nanos().getAsLong();
  }

  private void measureFromApproval(Answer tokens) {
    long now = parts.nanos().getAsLong();
    long since = approved == NOT_YET ? now : approved;
    seen.success(Operation.APPROVAL_TO_TOKEN, since, since);
  }

  private Mono<Answer> polls(String code) {
    return Mono.defer(() -> poll(code))
        .repeatWhenEmpty(again -> again.concatMap(times -> afterInterval(Mono.just(times))));
  }

  private <T> Mono<T> atOnce(Mono<T> next) {
    return Mono.fromRunnable(() -> due = parts.nanos().getAsLong()).then(next);
  }

  /** Waits one interval; the next poll is due at its end. */
  private <T> Mono<T> afterInterval(Mono<T> next) {
    return Mono.defer(
        () -> {
          Duration pause = interval;
          long end = parts.nanos().getAsLong() + pause.toNanos();
          return Mono.delay(pause, parts.timer()).doOnNext(over -> due = end).then(next);
        });
  }

  /** Empty when the device has to go on. */
  private Mono<Answer> poll(String code) {
    long planned = due;
    return parts
        .client()
        .poll(code)
        .flatMap(answer -> decide(answer, planned))
        .onErrorResume(
            failure -> !(failure instanceof RefusedException),
            failure -> {
              seen.failure(Operation.POLL, Timed.kind(failure), planned);
              return Mono.empty();
            });
  }

  private Mono<Answer> decide(Answer answer, long planned) {
    String error = answer.errorCode();
    if (answer.isOk() || error.equals("authorization_pending")) {
      seen.success(Operation.POLL, planned, answer.sent());
      return answer.isOk() ? Mono.just(answer) : Mono.empty();
    }
    seen.failure(Operation.POLL, answer.refusal(), planned);
    if (error.equals("slow_down")) {
      interval = interval.plus(SLOWER);
      return Mono.empty();
    }
    boolean passes = answer.status() >= 500 || answer.status() == 429;
    return passes ? Mono.empty() : Mono.error(new RefusedException("poll: " + answer.refusal()));
  }
}
