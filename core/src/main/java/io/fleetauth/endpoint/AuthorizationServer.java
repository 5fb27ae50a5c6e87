// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.endpoint;

/**
 * The ports to one authorization server as one client registration sees it. Thread-safe; making one
 * does no I/O.
 */
public interface AuthorizationServer {

  Discovery discovery();

  DeviceAuthorizationEndpoint deviceAuthorization();

  TokenEndpoint tokens();

  RevocationEndpoint revocation();

  IdTokenVerifier idTokens();
}
