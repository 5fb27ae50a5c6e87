// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.client;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The server under test.
 *
 * @param issuer what it calls itself
 * @param token its token endpoint
 * @param deviceAuthorization where a device asks for a code, or null when it does not offer that
 * @param read where a session handle is turned into the access token; null when it is no gateway
 */
public record Target(
    String issuer, URI token, @Nullable URI deviceAuthorization, @Nullable URI read) {

  public boolean isGateway() {
    return read != null;
  }
}
