// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much of each exchange the logger {@code io.fleetauth.http} tells at INFO. Secrets are never
 * shown, at no level.
 */
public enum HttpLogLevel {
  /** Nothing; a line for each exchange is still there at DEBUG. */
  OFF,

  /** A line for each exchange: method, address, status, duration, correlation. */
  BASIC,

  /** Besides, request and answer with their headers, and the names of query parameters. */
  HEADERS,

  /** Besides, their bodies. */
  BODY;

  /** The environment variable that says it for all clients whose options do not. */
  public static final String VARIABLE = "FLEETAUTH_HTTP_LOG";

  /**
   * Returns what the options say, else what {@link #VARIABLE} says; {@link #OFF} when neither does.
   *
   * @throws IllegalArgumentException when the variable has another value than a level's name, in
   *     either case
   */
  static HttpLogLevel of(HttpOptions options, Map<String, String> environment) {
    HttpLogLevel told = options.httpLog();
    return told == null ? parse(environment.get(VARIABLE)) : told;
  }

  private static HttpLogLevel parse(@Nullable String value) {
    if (value == null || value.isBlank()) {
      return OFF;
    }
    return switch (value.trim().toLowerCase(Locale.ROOT)) {
      case "off" -> OFF;
      case "basic" -> BASIC;
      case "headers" -> HEADERS;
      case "body" -> BODY;
      default ->
          throw new IllegalArgumentException(
              VARIABLE + " must be off, basic, headers or body, was '" + value + "'");
    };
  }
}
