// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.endpoint;

import io.fleetauth.oauth.IdToken;
import io.fleetauth.oauth.Identity;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Checks an ID token, OpenID Connect Core section 3.1.3.7. Thread-safe. */
public interface IdTokenVerifier {

  /** Like {@link #verify(IdToken, String)}, for a flow without a nonce. */
  default Mono<Identity> verify(IdToken token) {
    return verify(token, null);
  }

  /**
   * Emits who it is about, after signature (JWKS), {@code iss}, {@code aud} and {@code exp} were
   * checked. Errors: {@code MalformedResponseException} when a check fails, {@code IOException}
   * when the keys can not be had.
   *
   * @param nonce what the token must repeat, or {@code null} when none was asked for
   */
  Mono<Identity> verify(IdToken token, @Nullable String nonce);
}
