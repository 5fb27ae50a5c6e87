// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.endpoint;

import io.fleetauth.oauth.DeviceAuthorization;
import io.fleetauth.oauth.Scopes;
import reactor.core.publisher.Mono;

/** Starts a device grant, RFC 8628 section 3.1. Thread-safe. */
public interface DeviceAuthorizationEndpoint {

  /**
   * Asks for a device code; one request per subscription.
   *
   * <p>Errors: {@code OAuthException} (refused), {@code MalformedResponseException}, {@code
   * IOException} (no answer).
   */
  Mono<DeviceAuthorization> authorize(Scopes scopes);
}
