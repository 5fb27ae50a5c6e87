// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.endpoint;

import io.fleetauth.oauth.IdToken;
import io.fleetauth.oauth.Identity;
import reactor.core.publisher.Mono;

/** Checks an ID token, OpenID Connect Core section 3.1.3.7. Thread-safe. */
public interface IdTokenVerifier {

  /**
   * Emits who it is about, after signature (JWKS), {@code iss}, {@code aud} and {@code exp} were
   * checked. Errors: {@code MalformedResponseException} when a check fails, {@code IOException}
   * when the keys can not be had.
   */
  Mono<Identity> verify(IdToken token);
}
