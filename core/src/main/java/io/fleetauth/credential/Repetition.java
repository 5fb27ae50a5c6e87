// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import io.fleetauth.endpoint.AuthorizationServer;
import io.fleetauth.endpoint.TokenRequest;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.oauth.LimitExceededException;
import io.fleetauth.oauth.TokenSet;
import io.fleetauth.oauth.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * Redeems a grant that is not spent by being used: once more after a second when there was no
 * answer, or one that asked for patience but not how much.
 *
 * @param most repetitions; 0 when they are switched off
 */
record Repetition(Scheduler timer, int most) {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  static Repetition of(HttpTransport transport) {
    return new Repetition(transport.timer(), Math.min(1, transport.options().retries().most()));
  }

  Mono<TokenSet> redeem(AuthorizationServer server, TokenRequest request) {
    return AuthorityTokens.redeem(server, request, null)
        .retryWhen(
            Retry.backoff(most, PAUSE)
                .filter(Repetition::mayPass)
                .scheduler(timer)
                .onRetryExhaustedThrow((spec, signal) -> signal.failure()));
  }

  private static boolean mayPass(Throwable failure) {
    if (failure instanceof UnavailableException busy) {
      return busy.retryAfter() == null && busy.status() != 429;
    }
    return failure instanceof IOException && !(failure instanceof LimitExceededException);
  }
}
