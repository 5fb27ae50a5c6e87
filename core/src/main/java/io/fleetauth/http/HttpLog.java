// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one DEBUG line for each exchange, and with the HTTP log also headers and bodies at INFO,
 * secrets redacted.
 *
 * @param whole whether the HTTP log is on
 */
record HttpLog(boolean whole) {

  private static final Logger LOG = LoggerFactory.getLogger("io.fleetauth.http");

  void asking(HttpCall call, @Nullable String requestHeaders) {
    if (whole) {
      String body = call.body() == null ? "" : call.body().shown();
      LOG.info("> {} [{}] {}", call, requestHeaders, body);
    }
  }

  void answered(HttpAnswer answer, long millis) {
    LOG.debug(
        "{} {} in {} ms, correlation {}",
        answer.call(),
        answer.status(),
        millis,
        answer.correlation());
    if (whole) {
      String body = Redaction.body(answer.body(), answer.call().secrets());
      String headers = Redaction.headers(answer.headers().entrySet());
      LOG.info("< {} {} [{}] {}", answer.call(), answer.status(), headers, body);
    }
  }

  void failed(HttpCall call, Throwable failure, long millis) {
    LOG.debug("{} failed in {} ms: {}", call, millis, failure.toString());
  }
}
