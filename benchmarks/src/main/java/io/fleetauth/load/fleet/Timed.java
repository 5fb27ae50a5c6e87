// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.fleet;

import io.fleetauth.load.client.Answer;
import io.fleetauth.load.client.RefusedException;
import io.fleetauth.load.measure.Measurements;
import io.fleetauth.load.measure.Operation;
import io.fleetauth.scale.Errors;
import reactor.core.publisher.Mono;

/** Requests that are counted. */
final class Timed {

  private Timed() {}

  /**
   * Emits the answer of status 200 and counts it; everything else is counted as a failure and fails
   * with {@link RefusedException}.
   */
  static Mono<Answer> request(
      Operation operation, long due, Measurements seen, Mono<Answer> request) {
    return request
        .flatMap(Timed::ok)
        .doOnNext(answer -> seen.success(operation, due, answer.sent()))
        .onErrorMap(Timed::named)
        .doOnError(failure -> seen.failure(operation, kind(failure), due));
  }

  private static Mono<Answer> ok(Answer answer) {
    return answer.isOk() ? Mono.just(answer) : Mono.error(new RefusedException(answer.refusal()));
  }

  private static Throwable named(Throwable failure) {
    return failure instanceof RefusedException ? failure : new RefusedException(kind(failure));
  }

  /** Returns how a report calls a failure. */
  static String kind(Throwable failure) {
    return failure instanceof RefusedException
        ? String.valueOf(failure.getMessage())
        : Errors.kind(failure);
  }
}
