// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What came back, whatever the status.
 *
 * @param call what was asked
 * @param headers by name in lower case; of a header that was repeated the first
 * @param body may hold secrets
 */
record HttpAnswer(HttpCall call, int status, Map<String, String> headers, String body) {

  /** What a correlation id may look like; anything else is not repeated. */
  static final Pattern CORRELATION = Pattern.compile("[A-Za-z0-9._+/-]{1,64}");

  boolean successful() {
    return status >= 200 && status < 300;
  }

  /** Returns the value, or {@code null}; {@code name} in lower case. */
  @Nullable String header(String name) {
    return headers.get(name);
  }

  @Nullable String retryAfter() {
    return header("retry-after");
  }

  /** Returns what the server calls this exchange, or {@code null}. */
  @Nullable String correlation() {
    return Stream.of(
            "x-ms-request-id", "x-request-id", "x-correlation-id", "client-request-id", "ms-cv")
        .map(this::header)
        .filter(Objects::nonNull)
        .filter(id -> CORRELATION.matcher(id).matches())
        .findFirst()
        .orElse(null);
  }

  /** Starts a message about this answer: what, from whom, and which status. */
  String label() {
    String correlation = correlation();
    String known = correlation == null ? "" : ", correlation " + correlation;
    return call.answer() + " of " + call.peer() + " (HTTP " + status + known + ")";
  }

  @Override
  public String toString() {
    return label();
  }
}
