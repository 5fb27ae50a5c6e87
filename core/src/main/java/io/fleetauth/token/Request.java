// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.oauth.Scopes;

/**
 * What is wanted of a session; with the device the key of the single flight.
 *
 * @param scopes of the token; {@link Scopes#NONE} for the session's own
 */
record Request(Scopes scopes, Need need) {

  enum Need {
    /** A valid token. */
    TOKEN(true),
    /** A token that is not yet to be renewed. */
    AHEAD(true),
    /** A session that is not due in the store. */
    DUE(false),
    /** Another token than the present one. */
    NEW_TOKEN(true),
    /** No answer of the server that is still to be stored. */
    SETTLED(false);

    private final boolean givesToken;

    Need(boolean givesToken) {
      this.givesToken = givesToken;
    }
  }

  static Request token(Scopes scopes) {
    return new Request(scopes, Need.TOKEN);
  }

  static Request session(Need need) {
    return new Request(Scopes.NONE, need);
  }

  /** Returns whether the outcome of {@code other} is also one of this. */
  boolean isServedBy(Request other) {
    return equals(other)
        || (need == Need.TOKEN && scopes.equals(other.scopes) && other.need.givesToken);
  }
}
