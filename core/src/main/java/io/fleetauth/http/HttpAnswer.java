// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One answer, its body read to the end.
 *
 * @param call what it answers
 * @param status the HTTP status
 * @param retryAfter the header, or {@code null}
 * @param correlation the server's name of this exchange, or {@code null}
 * @param headers for the log, secrets redacted; empty unless it is on
 * @param body as text; may hold secrets
 */
record HttpAnswer(
    HttpCall call,
    int status,
    @Nullable String retryAfter,
    @Nullable String correlation,
    String headers,
    String body) {

  /** What a correlation id may look like; anything else is not repeated. */
  static final Pattern CORRELATION = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  boolean successful() {
    return status >= 200 && status < 300;
  }

  /** Starts a message about this answer: what, from whom, and which status. */
  String label() {
    String known = correlation == null ? "" : ", correlation " + correlation;
    return call.answer() + " of " + call.peer() + " (HTTP " + status + known + ")";
  }

  @Override
  public String toString() {
    return label();
  }
}
