// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import static java.util.Objects.requireNonNull;

import io.fleetauth.oauth.AccessToken;

/**
 * A user together with a token; {@link #toString} does not show the token.
 *
 * @param <U> what kind of user
 */
public record CommunicationUserToken<U extends CommunicationIdentifier>(U user, AccessToken token) {

  public CommunicationUserToken {
    requireNonNull(user, "user");
    requireNonNull(token, "token");
  }
}
