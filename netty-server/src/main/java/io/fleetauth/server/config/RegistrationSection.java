// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import io.fleetauth.http.HttpOptions;
import io.fleetauth.oauth.ClientAuthenticationMethod;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.gateway.RegistrationConfig;
import io.fleetauth.server.gateway.RegistrationConfig.Preset;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A section below {@code gateway.registrations}. */
public record RegistrationSection(
    @Key(doc = "What the authorization server is; decides which keys are needed.", value = "oidc")
        Preset preset,
    @Key(doc = "`oidc`: the issuer, exactly as the server writes it.") @Nullable String issuer,
    @Key(
            doc =
                "`keycloak`: the part before `/realms`. `entra`: another cloud or a server of its"
                    + " shape; the public cloud when not given.")
        @Nullable URI server,
    @Key(doc = "`entra`: GUID, domain, `organizations`, `common` or `consumers`.")
        @Nullable String tenant,
    @Key(doc = "`keycloak`: the realm.") @Nullable String realm,
    @Key(doc = "The gateway's client id at the authorization server.") String clientId,
    @Key(doc = "The secret of a confidential client; take it from the environment.")
        @Nullable Secret clientSecret,
    @Key(doc = "How the secret is sent; only with `client-secret`.", value = "client-secret-basic")
        ClientAuthenticationMethod clientAuthentication,
    @Key(
            doc =
                "What a sign-in asks for when the device names no scope, as a list or separated by"
                    + " blanks, besides `openid profile offline_access`.")
        Scopes scopes,
    @Key(
            doc =
                "What a device may ask for, besides OpenID scopes; left to the authorization server"
                    + " when not given.")
        @Nullable Scopes allowedScopes,
    @Key(
            doc =
                "Client ids that devices may use; `fleetauth-device` and `client-id` when not"
                    + " given.")
        List<String> deviceClients,
    @Key(
            doc =
                "PEM file with the certificates to trust for this server, instead of those of the"
                    + " JDK.")
        @Nullable Path caFile,
    @Key(
            doc = "Most requests to the authorization server at once, each on its own connection.",
            value = "64",
            min = 1)
        int maxExchangesInFlight,
    @Key(
            doc = "Most requests to the authorization server that wait for a connection.",
            value = "10000",
            min = 1)
        int maxExchangesQueued) {

  public RegistrationSection {
    if (preset == Preset.OIDC) {
      need(issuer, "issuer", preset);
    } else if (preset == Preset.ENTRA) {
      need(tenant, "tenant", preset);
    } else {
      need(server, "server", preset);
      need(realm, "realm", preset);
    }
    if (clientSecret != null && clientAuthentication == ClientAuthenticationMethod.NONE) {
      throw new IllegalArgumentException(
          "client-secret is given, but client-authentication is none");
    }
  }

  private static void need(@Nullable Object value, String key, Preset preset) {
    if (value == null) {
      throw new IllegalArgumentException(
          "preset " + Names.kebab(preset) + " needs the key '" + key + "'");
    }
  }

  /** Returns how to talk to the server, with these bounds; {@code caFile} is not read. */
  public HttpOptions options() {
    int bodyBytes = HttpOptions.DEFAULTS.limits().bodyBytes();
    return HttpOptions.DEFAULTS.withLimits(
        new HttpOptions.Limits(maxExchangesInFlight, maxExchangesQueued, bodyBytes));
  }

  /** Returns what the gateway takes. */
  public RegistrationConfig config() {
    return new RegistrationConfig(
        preset,
        issuer,
        server,
        tenant,
        realm,
        clientId,
        clientSecret == null ? null : clientSecret.value(),
        clientAuthentication,
        List.copyOf(scopes.values()),
        allowedScopes == null ? null : List.copyOf(allowedScopes.values()),
        deviceClients.isEmpty()
            ? List.of(RegistrationConfig.DEVICE_CLIENT, clientId)
            : deviceClients);
  }
}
