// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.endpoint;

import io.fleetauth.oauth.AuthorizationServerMetadata;
import reactor.core.publisher.Mono;

/**
 * Finds the endpoints of an authorization server, RFC 8414 and OpenID Connect Discovery.
 * Thread-safe.
 */
public interface Discovery {

  /**
   * Emits the metadata, fetched at most once while it succeeds; the issuer was compared exactly.
   */
  Mono<AuthorizationServerMetadata> metadata();
}
