// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.Scopes;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a sign-in of this machine used, so that later commands need not be told; no secret.
 *
 * @param scopes what it asked for besides the OpenID scopes; may be empty
 * @param caFile PEM file with the only certificates to trust, or {@code null} for those of the JDK
 */
record RememberedRegistration(
    String name, String issuer, String clientId, String scopes, @Nullable String caFile) {

  private static final List<String> ENTRA_HOSTS =
      List.of(
          "login.microsoftonline.com",
          "login.microsoftonline.us",
          "login.partner.microsoftonline.cn");
  private static final String REALMS = "/realms/";

  /** Returns whether a session of {@code other} may be used with this one. */
  boolean sameClient(RememberedRegistration other) {
    return issuer.equals(other.issuer) && clientId.equals(other.clientId);
  }

  ClientRegistration client() {
    ClientRegistration client = preset().withName(name);
    return scopes.isBlank() ? client : client.scopes(scopes);
  }

  Scopes asked() {
    return client().scopes();
  }

  private ClientRegistration preset() {
    URI uri = URI.create(issuer);
    if (ENTRA_HOSTS.contains(String.valueOf(uri.getHost()))) {
      String tenant = uri.getPath().split("/", -1)[1];
      return ClientRegistration.entra(uri.resolve("/"), tenant, clientId);
    }
    int realm = issuer.indexOf(REALMS);
    if (realm > 0) {
      URI server = URI.create(issuer.substring(0, realm));
      return ClientRegistration.keycloak(
          server, issuer.substring(realm + REALMS.length()), clientId);
    }
    return ClientRegistration.oidc(issuer, clientId);
  }
}
