// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import io.fleetauth.oauth.AuthorizationServerMetadata;
import io.fleetauth.oauth.ClientAuthenticationMethod;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.ClientSecret;
import io.fleetauth.oauth.Scopes;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A section below {@code gateway.registrations}. */
public record RegistrationSection(
    @Key(doc = "What the authorization server is; decides which keys are needed.", value = "oidc")
        Provider provider,
    @Key(doc = "`oidc`, `endpoints`: the issuer, exactly as the server writes it.")
        @Nullable String issuer,
    @Key(doc = "`entra`: GUID, domain, `organizations`, `common` or `consumers`.")
        @Nullable String tenant,
    @Key(
            doc = "`entra`: another cloud, or a server of its shape.",
            value = "https://login.microsoftonline.com")
        URI authorityHost,
    @Key(doc = "`keycloak`: the part before `/realms`.") @Nullable URI server,
    @Key(doc = "`keycloak`: the realm.") @Nullable String realm,
    @Key(doc = "The client id at the authorization server.") String clientId,
    @Key(doc = "The secret of a confidential client; take it from the environment.")
        @Nullable Secret clientSecret,
    @Key(doc = "How the secret is sent; only with `client-secret`.", value = "client-secret-basic")
        ClientAuthenticationMethod clientAuthentication,
    @Key(
            doc =
                "What a sign-in asks for, as a list or separated by blanks, besides `openid profile"
                    + " offline_access`.")
        Scopes scopes,
    @Key(doc = "`endpoints`: the token endpoint.") @Nullable URI tokenEndpoint,
    @Key(doc = "`endpoints`: the device authorization endpoint.")
        @Nullable URI deviceAuthorizationEndpoint,
    @Key(doc = "`endpoints`: RFC 7009, if there is one.") @Nullable URI revocationEndpoint,
    @Key(doc = "`endpoints`: keys of the ID tokens; without, they can not be verified.")
        @Nullable URI jwksUri,
    @Key(
            doc =
                "PEM file with the certificates to trust for this server, instead of those of the JDK.")
        @Nullable Path caFile) {

  /** Kinds of authorization servers. */
  public enum Provider {
    /** Any server that publishes its metadata. */
    OIDC,
    /** Microsoft Entra v2.0. */
    ENTRA,
    /** A Keycloak realm. */
    KEYCLOAK,
    /** A server without metadata, its endpoints given one by one. */
    ENDPOINTS
  }

  public RegistrationSection {
    switch (provider) {
      case OIDC -> need(issuer, "issuer", provider);
      case ENTRA -> need(tenant, "tenant", provider);
      case KEYCLOAK -> {
        need(server, "server", provider);
        need(realm, "realm", provider);
      }
      case ENDPOINTS -> {
        need(issuer, "issuer", provider);
        need(tokenEndpoint, "token-endpoint", provider);
        need(deviceAuthorizationEndpoint, "device-authorization-endpoint", provider);
      }
    }
  }

  /** Returns the registration under this name. */
  public ClientRegistration registration(String name) {
    ClientRegistration base = base().withName(name);
    ClientRegistration asked = scopes.isEmpty() ? base : base.scopes(scopes.toString());
    return clientSecret == null
        ? asked
        : asked.withClientSecret(new ClientSecret(clientSecret.value()), clientAuthentication);
  }

  private ClientRegistration base() {
    return switch (provider) {
      case OIDC -> ClientRegistration.oidc(need(issuer, "issuer", provider), clientId);
      case ENTRA ->
          ClientRegistration.entra(authorityHost, need(tenant, "tenant", provider), clientId);
      case KEYCLOAK ->
          ClientRegistration.keycloak(
              need(server, "server", provider), need(realm, "realm", provider), clientId);
      case ENDPOINTS -> ClientRegistration.of(metadata(), clientId);
    };
  }

  private AuthorizationServerMetadata metadata() {
    return new AuthorizationServerMetadata(
        need(issuer, "issuer", provider),
        need(tokenEndpoint, "token-endpoint", provider),
        deviceAuthorizationEndpoint,
        revocationEndpoint,
        jwksUri,
        null);
  }

  private static <T> T need(@Nullable T value, String key, Provider provider) {
    if (value == null) {
      throw new IllegalArgumentException(
          "provider " + Names.kebab(provider) + " needs the key '" + key + "'");
    }
    return value;
  }
}
