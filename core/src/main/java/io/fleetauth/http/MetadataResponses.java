// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import io.fleetauth.oauth.AuthorizationServerMetadata;
import io.fleetauth.oauth.MalformedResponseException;
import org.jspecify.annotations.Nullable;

/** Reads authorization server metadata, RFC 8414 section 3.2. */
final class MetadataResponses {

  private MetadataResponses() {}

  /** Also compares the issuer, character by character (section 3.3). */
  static AuthorizationServerMetadata read(HttpAnswer answer, String issuer) {
    Members members = Members.of(answer);
    if (!members.required("issuer").equals(issuer)) {
      throw members.malformed("issuer", "is not " + issuer);
    }
    return new AuthorizationServerMetadata(
        issuer,
        members.endpoint("token_endpoint"),
        members.optionalEndpoint("device_authorization_endpoint"),
        members.optionalEndpoint("revocation_endpoint"),
        members.optionalEndpoint("jwks_uri"),
        members.optionalEndpoint("userinfo_endpoint"),
        members.optionalEndpoint("authorization_endpoint"));
  }

  /** Returns {@code endpoint}, or throws when the server does not offer it. */
  static <T> T offered(@Nullable T endpoint, String issuer, String name) {
    if (endpoint == null) {
      throw new MalformedResponseException("metadata of " + issuer + ": " + name + " is missing");
    }
    return endpoint;
  }
}
