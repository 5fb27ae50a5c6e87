// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static java.util.Objects.requireNonNull;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.Scopes;
import java.time.Instant;
import reactor.core.publisher.Mono;

/**
 * A token that somebody else got: handed on as it is, also when it is expired or for other scopes,
 * and never renewed.
 *
 * @param token what every request gets
 */
public record StaticCredential(AccessToken token) implements Credential {

  public StaticCredential {
    requireNonNull(token, "token");
  }

  /** Hands on a bearer token. */
  public static StaticCredential of(String token, Instant expiresAt) {
    return new StaticCredential(
        new AccessToken(token, "Bearer", Scopes.NONE, Instant.EPOCH, expiresAt, null));
  }

  @Override
  public Mono<AccessToken> token(CredentialRequest request) {
    return Mono.just(token);
  }
}
