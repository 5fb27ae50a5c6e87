// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway.service;

import static java.util.Objects.requireNonNull;

import io.fleetauth.communication.CommunicationScopes;
import io.fleetauth.oauth.Scopes;
import java.net.URI;
import java.time.Duration;
import java.util.Set;

/**
 * A Communication resource whose tokens devices may have, each with an identity of its own.
 *
 * @param registrations whose devices may
 * @param endpoint of the resource, without a path
 * @param accessKey of the resource, base64; a secret
 * @param scopes what a token may be for; {@link CommunicationScopes}
 * @param tokenLifetime of a token, 60 minutes to a day
 * @param deleteAtSignOut whether the identity is deleted with all its data when the device signs
 *     out; otherwise its tokens are revoked
 */
public record CommunicationConfig(
    Set<String> registrations,
    URI endpoint,
    String accessKey,
    Scopes scopes,
    Duration tokenLifetime,
    boolean deleteAtSignOut) {

  public CommunicationConfig {
    registrations = Set.copyOf(registrations);
    requireNonNull(endpoint, "endpoint");
    requireNonNull(accessKey, "accessKey");
    if (scopes.isEmpty()) {
      throw new IllegalArgumentException("scopes must not be empty");
    }
    if (tokenLifetime.compareTo(Duration.ofMinutes(60)) < 0
        || tokenLifetime.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "tokenLifetime must be 60 minutes to a day, was " + tokenLifetime);
    }
  }

  /** Does not show the key. */
  @Override
  public String toString() {
    return "CommunicationConfig[" + endpoint + "]";
  }
}
