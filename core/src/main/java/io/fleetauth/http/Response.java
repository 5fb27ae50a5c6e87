// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import java.util.Map;
import java.util.function.Function;

/**
 * A value with the answer that brought it.
 *
 * @param value what the call without the response emits; {@code null} when that is {@code Void}
 * @param status the HTTP status
 * @param headers of the answer, by name in lower case
 */
public record Response<T>(T value, int status, Map<String, String> headers) {

  public Response {
    headers = Map.copyOf(headers);
  }

  public static <T> Response<T> of(ServiceAnswer answer, T value) {
    return new Response<>(value, answer.status(), answer.headers());
  }

  /** Returns the response of an operation that has no value. */
  @SuppressWarnings("NullAway") // Void has no other value
  public static Response<Void> empty(ServiceAnswer answer) {
    return new Response<>(null, answer.status(), answer.headers());
  }

  public <U> Response<U> map(Function<? super T, ? extends U> mapping) {
    return new Response<>(mapping.apply(value), status, headers);
  }

  /** Shows neither value nor headers: they may hold secrets. */
  @Override
  public String toString() {
    return "Response[" + status + "]";
  }
}
