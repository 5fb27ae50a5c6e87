// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import static java.util.Objects.requireNonNull;

/**
 * A token of Microsoft Entra for a user of Teams, to be exchanged. The values are checked by the
 * service. {@link #toString} does not show the token.
 *
 * @param token for the scopes {@code Teams.ManageCalls} and {@code Teams.ManageChats} of {@code
 *     https://auth.msft.communication.azure.com}
 * @param clientId of the application that the token was issued to
 * @param userObjectId of the user that the token is about
 */
public record TeamsUserToken(String token, String clientId, String userObjectId) {

  public TeamsUserToken {
    requireNonNull(token, "token");
    requireNonNull(clientId, "clientId");
    requireNonNull(userObjectId, "userObjectId");
  }

  @Override
  public String toString() {
    return "TeamsUserToken[clientId=" + clientId + ", userObjectId=" + userObjectId + ", redacted]";
  }
}
