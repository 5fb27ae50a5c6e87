// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the service knows of a user.
 *
 * @param externalId the caller's own name of the user, or {@code null} when it was given none
 * @param lastTokenIssuedAt or {@code null} when the service did not say
 */
public record CommunicationUser(
    CommunicationUserIdentifier identifier,
    @Nullable String externalId,
    @Nullable Instant lastTokenIssuedAt) {

  public CommunicationUser {
    requireNonNull(identifier, "identifier");
  }
}
