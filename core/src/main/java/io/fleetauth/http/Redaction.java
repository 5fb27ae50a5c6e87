// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps secrets out of messages and logs. What is shown is listed; everything else is a secret, so
 * that a member that nobody thought of does not leak.
 */
final class Redaction {

  static final String REDACTED = "[redacted]";

  static final Set<String> SHOWN_PARAMETERS =
      Set.of(
          ("grant_type client_id scope token_type_hint client_assertion_type redirect_uri"
                  + " requested_token_use")
              .split(" "));

  private static final Set<String> SHOWN_IN_QUERIES =
      Set.of("api-version", "resource", "client_id", "scope");

  private static final Set<String> SHOWN_HEADERS =
      Set.of(
          ("accept cache-control client-request-id connection content-length content-type date"
                  + " host pragma retry-after return-client-request-id server transfer-encoding"
                  + " user-agent x-correlation-id x-ms-request-id x-request-id metadata ms-cv"
                  + " x-mrc-cv traceparent tracestate x-ms-client-request-id retry-after-ms"
                  + " x-ms-retry-after-ms x-ms-date x-ms-content-sha256 api-supported-versions")
              .split(" "));

  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+");
  private static final Pattern JWT = Pattern.compile("eyJ[\\w-]+\\.[\\w-]+\\.[\\w.-]*");
  private static final int MAX_WORDS = 300;

  /** Shorter values say nothing, and would blot out ordinary words of a message. */
  static final int SHORTEST_SECRET = 8;

  private Redaction() {}

  /**
   * Returns the server's words without {@code secrets}, JWTs and control characters, and not longer
   * than a message may be.
   */
  static String words(String text, Collection<String> secrets) {
    String clean = text;
    for (String secret : secrets) {
      clean = secret.isEmpty() ? clean : clean.replace(secret, REDACTED);
    }
    clean = JWT.matcher(clean).replaceAll(REDACTED);
    clean = CONTROLS.matcher(clean).replaceAll(" ").trim();
    return clean.length() <= MAX_WORDS ? clean : clean.substring(0, MAX_WORDS) + "…";
  }

  static String form(Form form) {
    Collection<String> secrets = form.secrets();
    return form.parameters().entrySet().stream()
        .map(entry -> entry.getKey() + "=" + parameter(entry, secrets))
        .collect(Collectors.joining("&"));
  }

  /** Returns a raw query with its values redacted, but for those that are listed. */
  static String query(String query, Collection<String> secrets) {
    return Stream.of(query.split("&"))
        .map(pair -> pair.split("=", 2))
        .map(pair -> pair[0] + "=" + queryValue(pair, secrets))
        .collect(Collectors.joining("&"));
  }

  private static String queryValue(String[] pair, Collection<String> secrets) {
    boolean shown = pair.length == 2 && SHOWN_IN_QUERIES.contains(pair[0]);
    return shown ? words(pair[1], secrets) : REDACTED;
  }

  /** Returns the values of a raw query that are not to be shown, as they are and decoded. */
  static List<String> hiddenInQuery(String query) {
    return Stream.of(query.split("&"))
        .map(pair -> pair.split("=", 2))
        .filter(pair -> pair.length == 2 && !SHOWN_IN_QUERIES.contains(pair[0]))
        .filter(pair -> pair[1].length() >= SHORTEST_SECRET)
        .flatMap(pair -> Stream.of(pair[1], Form.decode(pair[1])))
        .toList();
  }

  static String headers(Iterable<Map.Entry<String, String>> headers, Collection<String> secrets) {
    var line = new StringBuilder();
    for (Map.Entry<String, String> header : headers) {
      boolean shown = isShownHeader(header.getKey());
      String value = shown ? words(header.getValue(), secrets) : REDACTED;
      line.append(line.isEmpty() ? "" : ", ").append(header.getKey()).append(": ").append(value);
    }
    return line.toString();
  }

  static boolean isShownHeader(String name) {
    return SHOWN_HEADERS.contains(name.toLowerCase(Locale.ROOT));
  }

  private static String parameter(Map.Entry<String, String> entry, Collection<String> secrets) {
    boolean shown = SHOWN_PARAMETERS.contains(entry.getKey());
    return shown ? words(entry.getValue(), secrets) : REDACTED;
  }
}
