// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.recordings;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a recording.
 *
 * @param headers of the request, by name in lower case
 * @param body of the request; empty for none
 */
public record Recorded(
    String method, URI uri, Map<String, String> headers, String body, Answer answer) {

  /**
   * @param headers by name in lower case; those about the length of the body are left out, because
   *     bodies were sanitized after they were measured
   * @param body empty for none
   */
  public record Answer(int status, Map<String, List<String>> headers, String body) {

    /** Returns the first value of the header, or {@code null}. */
    public @Nullable String header(String name) {
      List<String> values = headers.get(name);
      return values == null ? null : values.get(0);
    }
  }

  /** Returns whether a recorded value was replaced, so that nobody knows what it was. */
  public static boolean isSanitized(String value) {
    return value.equalsIgnoreCase("sanitized") || value.equalsIgnoreCase("redacted");
  }

  @Override
  public String toString() {
    return method + " " + uri + " -> " + answer.status();
  }
}
