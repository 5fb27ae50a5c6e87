// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.managed;

import io.fleetauth.http.HttpService;
import io.fleetauth.http.RequestSigner;
import io.fleetauth.http.ServiceAnswer;
import io.fleetauth.http.ServiceRequest;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * Asks a source, and asks again where that helps. A source that can not be connected to is not
 * there, and is asked once.
 *
 * @param service sends, once
 * @param timer waits before another try
 * @param repeats whether there is another try at all
 */
record SourceExchange(Platform platform, HttpService service, Scheduler timer, boolean repeats) {

  /** Emits the last answer, whatever its status. */
  Mono<ServiceAnswer> send(ServiceRequest request, RequestSigner signer) {
    return service
        .send(request, signer)
        .flatMap(this::settled)
        .retryWhen(Retry.from(this::again))
        .onErrorResume(Unsettled.class, last -> Mono.just(last.answer));
  }

  private Mono<ServiceAnswer> settled(ServiceAnswer answer) {
    return SourceRetries.mayPass(platform, answer.status())
        ? Mono.error(new Unsettled(answer))
        : Mono.just(answer);
  }

  private Publisher<Long> again(Flux<Retry.RetrySignal> failures) {
    return failures.concatMap(this::next);
  }

  private Mono<Long> next(Retry.RetrySignal signal) {
    Throwable failure = signal.failure();
    Duration wait = !repeats ? null : wait(failure, (int) signal.totalRetries() + 1);
    return wait == null ? Mono.error(failure) : Mono.delay(wait, timer);
  }

  private @Nullable Duration wait(Throwable failure, int attempt) {
    if (failure instanceof Unsettled last) {
      ServiceAnswer answer = last.answer;
      return SourceRetries.before(platform, answer.status(), attempt, answer.retryAfter());
    }
    boolean lost = failure instanceof IOException && !isNotThere(failure) && !isUntrusted(failure);
    return lost ? SourceRetries.before(platform, 0, attempt, null) : null;
  }

  /** Tells whether nobody listens there at all. */
  static boolean isNotThere(Throwable failure) {
    return failure instanceof ConnectException
        || failure.getCause() instanceof NoRouteToHostException;
  }

  private static boolean isUntrusted(Throwable failure) {
    return failure.getCause() instanceof SSLException;
  }

  /** An answer after which the request may be sent again; never leaves this class. */
  private static final class Unsettled extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ServiceAnswer answer;

    Unsettled(ServiceAnswer answer) {
      super(null, null, false, false);
      this.answer = answer;
    }
  }
}
