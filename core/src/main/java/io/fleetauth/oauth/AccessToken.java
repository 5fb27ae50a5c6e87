// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.oauth;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Access token with what the token response said about it, RFC 6749 section 5.1.
 *
 * @param value the secret itself; {@link #toString} does not show it
 * @param type how to present it, {@code Bearer} as a rule
 * @param scopes what was granted; the scopes that were asked when the answer named none
 * @param obtainedAt when the answer was received
 * @param expiresAt first instant at which it is no longer valid
 * @param refreshAt when the server wants it renewed ({@code refresh_in}), or {@code null} when it
 *     did not say
 */
public record AccessToken(
    String value,
    String type,
    Scopes scopes,
    Instant obtainedAt,
    Instant expiresAt,
    @Nullable Instant refreshAt) {

  public AccessToken {
    Require.notBlank(value, "value");
    Require.notBlank(type, "type");
    requireNonNull(scopes, "scopes");
    requireNonNull(obtainedAt, "obtainedAt");
    requireNonNull(expiresAt, "expiresAt");
  }

  /** Returns whether it is still valid at {@code now}, without any margin. */
  public boolean isValidAt(Instant now) {
    return now.isBefore(expiresAt);
  }

  /** Returns the whole life that it was given, from receipt to expiry. */
  public Duration lifetime() {
    return Duration.between(obtainedAt, expiresAt);
  }

  /** Returns a copy that is to be renewed at another time. */
  public AccessToken withRefreshAt(@Nullable Instant replacement) {
    return new AccessToken(value, type, scopes, obtainedAt, expiresAt, replacement);
  }

  @Override
  public String toString() {
    return "AccessToken["
        + type
        + ", scopes="
        + scopes
        + ", expiresAt="
        + expiresAt
        + ", redacted]";
  }
}
