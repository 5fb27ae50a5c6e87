// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How often a request to a service is tried again when there was no answer, or one of status 408,
 * 429, 500, 502, 503 or 504. Requests that spend a grant are never tried again by themselves; what
 * else goes to an authorization server or a managed identity has rules of its own, which {@link
 * #NONE} in the {@link HttpOptions} switches off as well.
 *
 * @param most tries after the first; 0 for none
 * @param first wait before the second try; it doubles with each, by 20 percent up or down at random
 * @param longest wait; a server that asks for more is not asked again
 */
public record Retries(int most, Duration first, Duration longest) {

  /** Three more tries, after 0.8, 1.6 and 3.2 seconds or when the server says. */
  public static final Retries DEFAULTS =
      new Retries(3, Duration.ofMillis(800), Duration.ofMinutes(1));

  /** One try. */
  public static final Retries NONE = new Retries(0, Duration.ofMillis(1), Duration.ofMillis(1));

  public Retries {
    requireNonNull(first, "first");
    requireNonNull(longest, "longest");
    if (most < 0 || first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "retries need most >= 0 and 0 < first <= longest, were "
              + most
              + ", "
              + first
              + ", "
              + longest);
    }
  }

  static boolean isWorthATry(int status) {
    return switch (status) {
      case 408, 429, 500, 502, 503, 504 -> true;
      default -> false;
    };
  }

  /**
   * Returns the wait before try {@code attempt + 1}, or {@code null} when there is to be none.
   *
   * @param attempt tries so far, from 1
   * @param asked what the server asked for, or {@code null}
   * @param jitter from 0 to 1
   */
  @Nullable Duration before(int attempt, @Nullable Duration asked, double jitter) {
    if (attempt > most || (asked != null && asked.compareTo(longest) > 0)) {
      return null;
    }
    if (asked != null) {
      return asked;
    }
    long doubled = first.toMillis() << Math.min(attempt - 1, 20);
    return Duration.ofMillis((long) (Math.min(doubled, longest.toMillis()) * (0.8 + 0.4 * jitter)));
  }

  /** Returns what the answer asks for in any of the three spellings, or {@code null}. */
  static @Nullable Duration asked(HttpAnswer answer, Clock clock) {
    Duration millis = millis(answer.header("retry-after-ms"));
    Duration more = millis == null ? millis(answer.header("x-ms-retry-after-ms")) : millis;
    return more == null ? RetryAfter.parse(answer.retryAfter(), clock) : more;
  }

  private static @Nullable Duration millis(@Nullable String header) {
    boolean number = header != null && header.trim().matches("\\d{1,9}");
    return number ? Duration.ofMillis(Long.parseLong(requireNonNull(header).trim())) : null;
  }
}
