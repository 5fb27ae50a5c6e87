// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Tells what is sent and what comes back, as much as {@code level} says, secrets redacted. */
record HttpLog(HttpLogLevel level) {

  private static final Logger LOG = LoggerFactory.getLogger("io.fleetauth.http");

  /**
   * @throws IllegalArgumentException when {@link HttpLogLevel#VARIABLE} is wrong
   */
  static HttpLog of(HttpOptions options) {
    return new HttpLog(HttpLogLevel.of(options, System.getenv()));
  }

  private boolean tells(HttpLogLevel least) {
    return level.compareTo(least) >= 0;
  }

  /** Returns the level of the line that each exchange has. */
  private Level line() {
    return tells(HttpLogLevel.BASIC) ? Level.INFO : Level.DEBUG;
  }

  void asking(HttpCall call, Iterable<Map.Entry<String, String>> headers) {
    if (tells(HttpLogLevel.HEADERS)) {
      List<String> secrets = call.secrets();
      String body = tells(HttpLogLevel.BODY) && call.body() != null ? call.body().shown() : "";
      LOG.info("> {} [{}] {}", call.withQuery(secrets), Redaction.headers(headers, secrets), body);
    }
  }

  void answered(HttpAnswer answer, long millis) {
    LOG.atLevel(line())
        .log(
            "{} {} in {} ms, correlation {}",
            answer.call(),
            answer.status(),
            millis,
            answer.correlation());
    if (tells(HttpLogLevel.HEADERS)) {
      List<String> secrets = answer.call().secrets();
      String body = tells(HttpLogLevel.BODY) ? JsonRedaction.body(answer.body(), secrets) : "";
      String headers = Redaction.headers(answer.headers().entrySet(), secrets);
      LOG.info("< {} {} [{}] {}", answer.call(), answer.status(), headers, body);
    }
  }

  void failed(HttpCall call, Throwable failure, long millis) {
    LOG.atLevel(line()).log("{} failed in {} ms: {}", call, millis, failure.toString());
  }
}
