// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway.service;

import static java.util.Objects.requireNonNull;

import io.fleetauth.mixedreality.StsScope;
import java.net.URI;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A Mixed Reality account whose tokens devices may have.
 *
 * @param registrations whose devices may
 * @param endpoint of the security token service, without a path
 * @param accountKey proves the gateway, so that all devices share one token; {@code null} to ask
 *     with the token of each device's session, so that the person needs a role in the account
 * @param scope what the session is asked for when there is no account key
 */
public record MixedRealityConfig(
    Set<String> registrations,
    UUID accountId,
    URI endpoint,
    @Nullable String accountKey,
    StsScope scope) {

  public MixedRealityConfig {
    registrations = Set.copyOf(registrations);
    requireNonNull(accountId, "accountId");
    requireNonNull(endpoint, "endpoint");
    requireNonNull(scope, "scope");
  }

  /** Does not show the key. */
  @Override
  public String toString() {
    return "MixedRealityConfig[" + accountId + " at " + endpoint + "]";
  }
}
