// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import io.fleetauth.oauth.AccessToken;
import reactor.core.publisher.Mono;

/**
 * Gets access tokens for somebody: a program, a machine, or a person who signed in. Thread-safe; an
 * interface of one method, so that a test can give a lambda.
 */
@FunctionalInterface
public interface Credential {

  /**
   * Emits a valid token; from memory where the credential keeps one. Does nothing until subscribed.
   *
   * <p>Errors: {@link CredentialUnavailableException} when this credential can not be used here
   * (what it needs is not there), {@code OAuthException} (refused), {@code
   * MalformedResponseException}, {@code IOException} (no answer).
   */
  Mono<AccessToken> token(CredentialRequest request);
}
