// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static java.util.Objects.requireNonNull;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * A call of a service: emits the value, or with {@link #response} the value beside the status and
 * the headers that came with it. Each subscription to either is a call of its own. Thread-safe.
 *
 * @param <T> the value; a call of {@code Void} completes empty
 */
public final class ServiceCall<T> extends Mono<T> {

  private final Mono<Response<T>> response;
  private final Mono<T> value;

  private ServiceCall(Mono<Response<T>> response) {
    this.response = response;
    this.value = response.mapNotNull(Response::value);
  }

  public static <T> ServiceCall<T> of(Mono<Response<T>> response) {
    return new ServiceCall<>(requireNonNull(response, "response"));
  }

  /** Emits the whole response; fails as the call without it does. */
  public Mono<Response<T>> response() {
    return response;
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> subscriber) {
    value.subscribe(subscriber);
  }
}
