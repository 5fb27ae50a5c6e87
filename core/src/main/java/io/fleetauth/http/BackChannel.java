// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import io.fleetauth.endpoint.ClientAuthentication;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.oauth.UnavailableException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;
import reactor.util.retry.RetryBackoffSpec;

/**
 * The direct way to the authorization server: successful answers come out, anything else is an
 * error of the type that the ports promise. Posts are never repeated, because a grant may be spent
 * by a request whose answer was lost; reads are repeated once.
 *
 * @param exchanges sends
 * @param errors tells answers from refusals
 * @param authentication how the client names itself in posts
 * @param timer waits between two reads
 */
record BackChannel(
    HttpExchanges exchanges,
    ErrorResponses errors,
    ClientAuthentication authentication,
    Scheduler timer) {

  static final Duration BACK_OFF = Duration.ofMillis(200);

  Mono<HttpAnswer> post(String answer, URI endpoint, Form form) {
    return Mono.defer(() -> authentication.credentials(endpoint))
        .flatMap(credentials -> exchanges.send(HttpCall.post(answer, endpoint, form, credentials)))
        .flatMap(this::successful);
  }

  /** Like {@link #get}, but empty when nothing is there (404). */
  Mono<HttpAnswer> getIfPresent(String answer, URI uri) {
    return exchanges
        .send(HttpCall.get(answer, uri))
        .flatMap(found -> found.status() == 404 ? Mono.empty() : successful(found))
        .retryWhen(onceMore().filter(BackChannel::mayPass));
  }

  /** Tries once more when there was no answer, or one that asked for patience but not how much. */
  Mono<HttpAnswer> get(String answer, URI uri) {
    return getIfPresent(answer, uri).switchIfEmpty(Mono.error(() -> notThere(answer, uri)));
  }

  /**
   * A single repetition after {@link #BACK_OFF}, unless repeating is off; the last failure is the
   * one that is seen.
   */
  RetryBackoffSpec onceMore() {
    return Retry.backoff(exchanges.repeats() ? 1 : 0, BACK_OFF)
        .scheduler(timer)
        .onRetryExhaustedThrow((spec, signal) -> signal.failure());
  }

  private Mono<HttpAnswer> successful(HttpAnswer answer) {
    Exception failure = errors.failure(answer);
    return failure == null ? Mono.just(answer) : Mono.error(failure);
  }

  private static MalformedResponseException notThere(String answer, URI uri) {
    return new MalformedResponseException(
        answer + " of " + Origins.peer(uri) + " (HTTP 404) is not there");
  }

  private static boolean mayPass(Throwable failure) {
    return failure instanceof UnavailableException busy
        ? busy.retryAfter() == null
        : failure instanceof IOException;
  }
}
