// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import static java.util.Objects.requireNonNullElse;

import io.fleetauth.oauth.ClientAuthenticationMethod;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.ClientSecret;
import io.fleetauth.oauth.Scopes;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One client registration as it is written in the configuration; its name is the key it stands
 * under. Throws {@code IllegalArgumentException} with a message that names the member.
 *
 * @param preset {@code oidc} by default
 * @param issuer for {@code oidc}: exactly as the server writes it
 * @param server for {@code entra}: the authority host, the public cloud by default; for {@code
 *     keycloak}: what comes before {@code /realms}
 * @param tenant for {@code entra}
 * @param realm for {@code keycloak}
 * @param clientId the gateway's client id upstream
 * @param clientSecret makes the gateway a confidential client, or {@code null}; a secret
 * @param clientAuthentication how the secret is sent, {@code client_secret_basic} by default
 * @param scopes what a sign-in asks for when the device names no scope, besides {@code openid
 *     profile offline_access}
 * @param allowedScopes what a device may ask for; {@code null} leaves that to the authorization
 *     server
 * @param deviceClients client ids that devices may use; {@code fleetauth-device} and {@code
 *     clientId} by default
 */
public record RegistrationConfig(
    Preset preset,
    @Nullable String issuer,
    @Nullable URI server,
    @Nullable String tenant,
    @Nullable String realm,
    String clientId,
    @Nullable String clientSecret,
    ClientAuthenticationMethod clientAuthentication,
    List<String> scopes,
    @Nullable List<String> allowedScopes,
    List<String> deviceClients) {

  /** The client id that a device may use unless the configuration says otherwise. */
  public static final String DEVICE_CLIENT = "fleetauth-device";

  /** Which kind of authorization server it is. */
  public enum Preset {
    ENTRA,
    KEYCLOAK,
    OIDC
  }

  private static final URI ENTRA_PUBLIC = URI.create("https://login.microsoftonline.com");
  private static final Scopes OPENID = Scopes.of("openid profile offline_access email");

  public RegistrationConfig {
    preset = requireNonNullElse(preset, Preset.OIDC);
    require(clientId, "clientId");
    clientAuthentication =
        requireNonNullElse(clientAuthentication, ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
    scopes = List.copyOf(requireNonNullElse(scopes, List.of()));
    allowedScopes = allowedScopes == null ? null : List.copyOf(allowedScopes);
    deviceClients =
        List.copyOf(requireNonNullElse(deviceClients, List.of(DEVICE_CLIENT, clientId)));
    requirePresetMembers(preset, issuer, server, tenant, realm);
    if (deviceClients.isEmpty()) {
      throw new IllegalArgumentException("deviceClients must name at least one client id");
    }
  }

  /** A public client at any server that publishes its metadata under {@code issuer}. */
  public static RegistrationConfig oidc(String issuer, String clientId, String... scopes) {
    return new RegistrationConfig(
        Preset.OIDC,
        issuer,
        null,
        null,
        null,
        clientId,
        null,
        ClientAuthenticationMethod.CLIENT_SECRET_BASIC,
        List.of(scopes),
        null,
        List.of(DEVICE_CLIENT, clientId));
  }

  /** Returns what the engine is built for. */
  public ClientRegistration registration(String name) {
    ClientRegistration client = presetClient().withName(name);
    if (!scopes.isEmpty()) {
      client = client.scopes(String.join(" ", scopes));
    }
    return clientSecret == null
        ? client
        : client.withClientSecret(new ClientSecret(clientSecret), clientAuthentication);
  }

  /** Returns whether a device may ask for {@code asked}; OpenID scopes are always allowed. */
  boolean allows(Scopes asked) {
    if (allowedScopes == null) {
      return true;
    }
    Set<String> beyond = new LinkedHashSet<>(asked.values());
    beyond.removeAll(OPENID.values());
    return allowedScopes.containsAll(beyond);
  }

  private ClientRegistration presetClient() {
    return switch (preset) {
      case ENTRA ->
          ClientRegistration.entra(
              requireNonNullElse(server, ENTRA_PUBLIC), require(tenant, "tenant"), clientId);
      case KEYCLOAK -> ClientRegistration.keycloak(keycloak(), require(realm, "realm"), clientId);
      case OIDC -> ClientRegistration.oidc(require(issuer, "issuer"), clientId);
    };
  }

  private URI keycloak() {
    if (server == null) {
      throw new IllegalArgumentException("server is required for preset keycloak");
    }
    return server;
  }

  private static void requirePresetMembers(
      Preset preset,
      @Nullable String issuer,
      @Nullable URI server,
      @Nullable String tenant,
      @Nullable String realm) {
    check(preset, Preset.OIDC, "issuer", issuer);
    check(preset, Preset.ENTRA, "tenant", tenant);
    check(preset, Preset.KEYCLOAK, "server", server);
    check(preset, Preset.KEYCLOAK, "realm", realm);
    if (preset == Preset.OIDC && server != null) {
      throw new IllegalArgumentException("server does not go with preset oidc: use issuer");
    }
  }

  /** A member belongs to its preset: there it is required, elsewhere it is a mistake. */
  private static void check(Preset preset, Preset owner, String name, @Nullable Object value) {
    if (preset == owner && value == null) {
      throw new IllegalArgumentException(name + " is required for preset " + lower(preset));
    }
    boolean foreign = preset != owner && !name.equals("server");
    if (foreign && value != null) {
      throw new IllegalArgumentException(name + " does not go with preset " + lower(preset));
    }
  }

  private static String lower(Preset preset) {
    return preset.name().toLowerCase(Locale.ROOT);
  }

  private static String require(@Nullable String value, String name) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(name + " is required");
    }
    return value;
  }

  @Override
  public String toString() {
    return "RegistrationConfig[" + lower(preset) + ", clientId=" + clientId + ", redacted]";
  }
}
