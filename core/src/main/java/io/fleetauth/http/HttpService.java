// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import io.fleetauth.oauth.LimitExceededException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/** Sends requests to a service, and sends them again where that helps. Thread-safe. */
public final class HttpService {

  private final HttpExchanges exchanges;
  private final Retries retries;
  private final Clock clock;
  private final Scheduler timer;
  private final DoubleSupplier jitter;

  HttpService(
      HttpExchanges exchanges,
      Retries retries,
      Clock clock,
      Scheduler timer,
      DoubleSupplier jitter) {
    this.exchanges = exchanges;
    this.retries = retries;
    this.clock = clock;
    this.timer = timer;
    this.jitter = jitter;
  }

  /**
   * Emits the last answer, whatever its status. Errors: {@code IOException} (no answer), {@code
   * MalformedResponseException} (no HTTP, or too long), {@link LimitExceededException}, those of
   * {@code signer}.
   */
  public Mono<ServiceAnswer> send(ServiceRequest request, RequestSigner signer) {
    return Mono.defer(() -> signer.sign(request))
        .flatMap(signature -> exchanges.send(request.call(signature)))
        .flatMap(HttpService::settled)
        .retryWhen(Retry.from(this::again))
        .onErrorResume(Unsettled.class, last -> Mono.just(last.answer))
        .map(answer -> new ServiceAnswer(answer, clock));
  }

  private static Mono<HttpAnswer> settled(HttpAnswer answer) {
    return Retries.isWorthATry(answer.status())
        ? Mono.error(new Unsettled(answer))
        : Mono.just(answer);
  }

  private Publisher<Long> again(Flux<Retry.RetrySignal> failures) {
    return failures.concatMap(this::next);
  }

  private Mono<Long> next(Retry.RetrySignal signal) {
    Throwable failure = signal.failure();
    boolean passing = failure instanceof Unsettled || failure instanceof IOException;
    Duration wait = passing ? wait(failure, (int) signal.totalRetries() + 1) : null;
    return wait == null ? Mono.error(failure) : Mono.delay(wait, timer);
  }

  private @Nullable Duration wait(Throwable failure, int attempt) {
    Duration asked = failure instanceof Unsettled u ? Retries.asked(u.answer, clock) : null;
    return retries.before(attempt, asked, jitter.getAsDouble());
  }

  /** An answer after which the request may be sent again; never leaves this class. */
  private static final class Unsettled extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient HttpAnswer answer;

    Unsettled(HttpAnswer answer) {
      super(null, null, false, false);
      this.answer = answer;
    }
  }
}
