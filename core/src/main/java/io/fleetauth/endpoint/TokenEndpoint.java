// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.endpoint;

import io.fleetauth.oauth.TokenSet;
import reactor.core.publisher.Mono;

/** Exchanges a grant for tokens, RFC 6749 section 3.2. Thread-safe. */
public interface TokenEndpoint {

  /**
   * Makes the exchange; one per subscription, never repeated by itself, because a grant may be
   * spent by a request whose answer was lost. Asks the {@link SendPermit} of the subscriber.
   *
   * <p>Errors: {@code OAuthException} (refused), {@code MalformedResponseException}, {@code
   * UnavailableException} (429, 5xx), {@code IOException} (no answer), {@link NotSentException},
   * {@code LimitExceededException} (too many exchanges wait for this server).
   */
  Mono<TokenSet> exchange(TokenRequest request);
}
