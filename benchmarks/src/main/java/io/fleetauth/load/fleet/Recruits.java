// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.fleet;

import io.fleetauth.load.measure.Measurements;
import io.fleetauth.load.measure.Operation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import reactor.util.retry.RetryBackoffSpec;

/** Signs a fleet in before a run, as fast as the server lets it. */
public final class Recruits {

  private static final int AT_ONCE = 128;
  private static final RetryBackoffSpec AGAIN =
      Retry.backoff(4, Duration.ofMillis(500)).maxBackoff(Duration.ofSeconds(10));

  private final SignIns signIns;
  private final LongSupplier nanos;
  private final Measurements seen;

  /**
   * @param nanos the clock of the run
   */
  public Recruits(SignIns signIns, LongSupplier nanos) {
    this.signIns = signIns;
    this.nanos = nanos;
    this.seen = new Measurements(nanos);
  }

  /**
   * Emits those that could be signed in, perhaps fewer than asked for; fails when that are none,
   * with the first reason.
   *
   * @param count how many are wanted
   * @param progress is told how many there are
   */
  public Mono<List<Device>> signIn(int count, IntConsumer progress) {
    var done = new AtomicInteger();
    return Flux.range(0, count)
        .flatMapDelayError(number -> one(), AT_ONCE, 1)
        .doOnNext(device -> progress.accept(done.incrementAndGet()))
        .onErrorResume(failure -> done.get() > 0, failure -> Flux.empty())
        .onErrorMap(failure -> Exceptions.unwrapMultiple(failure).get(0))
        .collectList();
  }

  private Mono<Device> one() {
    return Mono.defer(() -> signIns.run(nanos.getAsLong(), seen, SignIns.Pace.APPROVAL))
        .retryWhen(AGAIN.onRetryExhaustedThrow((spec, signal) -> signal.failure()));
  }

  /** Returns how many attempts failed. */
  public long failures() {
    return seen.of(Operation.SIGN_IN).failures();
  }
}
