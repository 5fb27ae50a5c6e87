// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import io.fleetauth.scale.HttpCaller;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** The authority as its operator drives it. Thread-safe. */
final class AuthorityControl {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Retry AGAIN = Retry.backoff(5, Duration.ofMillis(200));
  private static final String SCRIPTS = "/control/scripts";

  private final HttpCaller http;
  private final String token;

  AuthorityControl(HttpCaller http, String token) {
    this.http = http;
    this.token = token;
  }

  /** Approves a sign-in as a person would. */
  Mono<Void> approve(String userCode, String user) {
    return http.post("/control/approve", token, Map.of("user_code", userCode, "user", user))
        .timeout(LIMIT)
        .flatMap(answer -> done(answer, 204))
        .retryWhen(AGAIN);
  }

  /** Loses the next answers to refreshes, after they had their effect. */
  Mono<Void> dropReplies(int times) {
    var script =
        Map.of(
            "endpoint", "token",
            "grant_type", "refresh_token",
            "action", "DROP_REPLY",
            "times", times);
    return http.post(SCRIPTS, token, script).timeout(LIMIT).flatMap(answer -> done(answer, 201));
  }

  Mono<Void> clearScripts() {
    return http.delete(SCRIPTS, token).timeout(LIMIT).flatMap(answer -> done(answer, 204));
  }

  /** Emits what the authority has counted since its start. */
  Mono<Map<String, Long>> ledger() {
    return http.get("/control/ledger", token).timeout(LIMIT).map(AuthorityControl::counts);
  }

  private static Map<String, Long> counts(HttpCaller.Answer answer) {
    var counts = new LinkedHashMap<String, Long>();
    answer
        .json()
        .properties()
        .forEach(entry -> counts.put(entry.getKey(), entry.getValue().asLong()));
    return counts;
  }

  private static Mono<Void> done(HttpCaller.Answer answer, int status) {
    return answer.status() == status
        ? Mono.empty()
        : Mono.error(new IOException("control API: " + answer.status() + " " + answer.body()));
  }
}
