// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import io.fleetauth.oauth.AuthorizationServerMetadata;
import io.fleetauth.oauth.ClientRegistration;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Checks the addresses that a person wrote into a registration. */
final class RegistrationAddresses {

  private RegistrationAddresses() {}

  static void check(ClientRegistration registration) {
    AuthorizationServerMetadata metadata = registration.metadata();
    String name = "registration " + registration.name();
    if (metadata == null) {
      URI issuer = URI.create(registration.issuer());
      check(name, "issuer", issuer);
      if (issuer.getRawQuery() != null) {
        throw new IllegalArgumentException(name + ": issuer " + issuer + " has a query");
      }
      return;
    }
    check(name, "token_endpoint", metadata.tokenEndpoint());
    check(name, "device_authorization_endpoint", metadata.deviceAuthorizationEndpoint());
    check(name, "revocation_endpoint", metadata.revocationEndpoint());
    check(name, "jwks_uri", metadata.jwksUri());
    check(name, "authorization_endpoint", metadata.authorizationEndpoint());
  }

  private static void check(String registration, String name, @Nullable URI uri) {
    String objection = uri == null ? null : Origins.objection(uri);
    if (objection != null) {
      throw new IllegalArgumentException(registration + ": " + name + " " + uri + " " + objection);
    }
  }
}
