// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.endpoint;

import static java.util.Objects.requireNonNull;

import io.fleetauth.oauth.AuthorizationCode;
import io.fleetauth.oauth.CodeVerifier;
import io.fleetauth.oauth.DeviceCode;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.oauth.UserAssertion;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A grant with its parameters; the client authenticates itself outside of it. */
public sealed interface TokenRequest {

  /** Returns what is exchanged. */
  Grant grant();

  /**
   * Returns the {@code claims} parameter that goes with it, a JSON object, or {@code null} for
   * none.
   */
  @Nullable String claims();

  /** Returns this grant with other {@code claims}; {@code null} for none. */
  default TokenRequest withClaims(@Nullable String claims) {
    return claims == null ? grant() : new ClaimsRequest(grant(), claims);
  }

  /** What is exchanged for tokens. */
  sealed interface Grant extends TokenRequest {

    /** Returns what to ask for, and what is taken as granted when the answer names none. */
    Scopes scopes();

    @Override
    default Grant grant() {
      return this;
    }

    @Override
    default @Nullable String claims() {
      return null;
    }
  }

  /**
   * RFC 8628 section 3.4.
   *
   * @param scopes what was asked at the start; not on the wire, but what is taken as granted when
   *     the answer names none
   */
  record DeviceCodeGrant(DeviceCode deviceCode, Scopes scopes) implements Grant {}

  /**
   * RFC 6749 section 6.
   *
   * @param scopes what to ask for; {@link Scopes#NONE} for what was granted at first
   */
  record RefreshTokenGrant(RefreshToken refreshToken, Scopes scopes) implements Grant {}

  /** RFC 6749 section 4.4. */
  record ClientCredentialsGrant(Scopes scopes) implements Grant {}

  /**
   * RFC 6749 section 4.1.3 with RFC 7636 section 4.5.
   *
   * @param redirectUri the one that was asked with, character by character
   * @param scopes what was asked with; on the wire for Entra only
   */
  record AuthorizationCodeGrant(
      AuthorizationCode code, URI redirectUri, CodeVerifier codeVerifier, Scopes scopes)
      implements Grant {}

  /** Entra's on-behalf-of: RFC 7523 section 2.1 with {@code requested_token_use}. */
  record OnBehalfOfGrant(UserAssertion assertion, Scopes scopes) implements Grant {}

  /**
   * A grant with the {@code claims} parameter, OpenID Connect Core section 5.5, as resources ask
   * for it in a challenge.
   *
   * @param claims a JSON object
   */
  record ClaimsRequest(Grant grant, String claims) implements TokenRequest {

    public ClaimsRequest {
      requireNonNull(grant, "grant");
      requireNonNull(claims, "claims");
    }
  }
}
