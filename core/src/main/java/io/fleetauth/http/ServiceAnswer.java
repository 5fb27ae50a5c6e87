// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import io.fleetauth.oauth.MalformedResponseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a service answered, whatever the status. Its body is never shown. */
public final class ServiceAnswer {

  private final HttpAnswer answer;
  private final Clock clock;

  ServiceAnswer(HttpAnswer answer, Clock clock) {
    this.answer = answer;
    this.clock = clock;
  }

  public int status() {
    return answer.status();
  }

  /** Returns all headers by name in lower case. */
  public Map<String, String> headers() {
    return answer.headers();
  }

  /** Returns the header, or {@code null}; {@code name} in lower case. */
  public @Nullable String header(String name) {
    return answer.header(name);
  }

  /** Returns how long the service asked to wait, or {@code null} when it did not say. */
  public @Nullable Duration retryAfter() {
    return Retries.asked(answer, clock);
  }

  /** Returns whether there is a body at all. */
  public boolean hasBody() {
    return !answer.body().isEmpty();
  }

  /**
   * Returns the body as a JSON object, whatever its content type says.
   *
   * @throws MalformedResponseException when it is none
   */
  public Members json() {
    return Members.of(answer);
  }

  /** Returns the body as a JSON object, or {@code null} when it is none. */
  public @Nullable Members jsonIfAny() {
    try {
      return answer.body().isBlank() ? null : Members.of(answer);
    } catch (MalformedResponseException e) {
      return null;
    }
  }

  /** Returns whether the body holds {@code words}, letter by letter. */
  public boolean mentions(String words) {
    return answer.body().contains(words);
  }

  /** Returns {@code words} of the service without what was sent, tokens and control characters. */
  public String shown(String words) {
    return Redaction.words(words, answer.call().secrets());
  }

  /** Returns the first of the headers that looks like an id, or {@code null}. */
  @Nullable String id(String... names) {
    return Stream.of(names)
        .map(this::header)
        .filter(Objects::nonNull)
        .filter(id -> HttpAnswer.CORRELATION.matcher(id).matches())
        .findFirst()
        .orElse(null);
  }

  /** Starts a message about this answer: what, from whom, and which status. */
  public String label() {
    return answer.label();
  }

  @Override
  public String toString() {
    return label();
  }
}
