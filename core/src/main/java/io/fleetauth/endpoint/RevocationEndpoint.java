// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.endpoint;

import io.fleetauth.oauth.RefreshToken;
import reactor.core.publisher.Mono;

/** Revokes a refresh token and with it its grant, RFC 7009. Thread-safe. */
public interface RevocationEndpoint {

  /**
   * Completes when the server will not take the token any more; also when it never knew it (section
   * 2.2), and at once when it offers no revocation at all. Errors are those of {@link
   * TokenEndpoint#exchange}.
   */
  Mono<Void> revoke(RefreshToken token);
}
