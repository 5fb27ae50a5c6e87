// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.endpoint;

import io.fleetauth.oauth.DeviceCode;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;

/** A grant with its parameters; the client authenticates itself outside of it. */
public sealed interface TokenRequest {

  /**
   * RFC 8628 section 3.4.
   *
   * @param scopes what was asked at the start; not on the wire, but what is taken as granted when
   *     the answer names none
   */
  record DeviceCodeGrant(DeviceCode deviceCode, Scopes scopes) implements TokenRequest {}

  /**
   * RFC 6749 section 6.
   *
   * @param scopes what to ask for; {@link Scopes#NONE} for what was granted at first
   */
  record RefreshTokenGrant(RefreshToken refreshToken, Scopes scopes) implements TokenRequest {}

  /** RFC 6749 section 4.4. */
  record ClientCredentialsGrant(Scopes scopes) implements TokenRequest {}
}
