// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.oauth;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Authorization server metadata, RFC 8414 section 2 and RFC 8628 section 4, as far as we need it.
 *
 * @param issuer the issuer, compared character by character; no URI normalisation
 * @param tokenEndpoint where tokens come from
 * @param deviceAuthorizationEndpoint where the device grant starts, or {@code null} when the server
 *     does not offer it
 * @param revocationEndpoint RFC 7009, or {@code null} when the server does not offer it (Entra)
 * @param jwksUri keys of the ID tokens, or {@code null}: then ID tokens can not be verified
 * @param userinfoEndpoint OpenID Connect Core section 5.3, or {@code null}
 * @param authorizationEndpoint where a browser is sent, RFC 6749 section 3.1, or {@code null} when
 *     the server does not offer it
 */
public record AuthorizationServerMetadata(
    String issuer,
    URI tokenEndpoint,
    @Nullable URI deviceAuthorizationEndpoint,
    @Nullable URI revocationEndpoint,
    @Nullable URI jwksUri,
    @Nullable URI userinfoEndpoint,
    @Nullable URI authorizationEndpoint) {

  public AuthorizationServerMetadata {
    Require.notBlank(issuer, "issuer");
    requireNonNull(tokenEndpoint, "tokenEndpoint");
  }

  /** Says nothing of browsers. */
  public AuthorizationServerMetadata(
      String issuer,
      URI tokenEndpoint,
      @Nullable URI deviceAuthorizationEndpoint,
      @Nullable URI revocationEndpoint,
      @Nullable URI jwksUri,
      @Nullable URI userinfoEndpoint) {
    this(
        issuer,
        tokenEndpoint,
        deviceAuthorizationEndpoint,
        revocationEndpoint,
        jwksUri,
        userinfoEndpoint,
        null);
  }
}
