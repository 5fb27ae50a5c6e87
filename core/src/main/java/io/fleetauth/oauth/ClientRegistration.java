// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.oauth;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One OAuth client at one authorization server. Immutable: each {@code with…} and {@link
 * #scopes(String...)} returns a copy.
 *
 * @param name what the fleet calls it; letters, digits, {@code . _ -}, at most 64 characters
 * @param issuer the issuer, exactly as the server writes it; discovery starts here
 * @param metadata known endpoints, or {@code null} to discover them (RFC 8414, OpenID Connect
 *     Discovery)
 * @param clientId RFC 6749 section 2.2
 * @param authentication how the client names itself at the token endpoint
 * @param clientSecret the secret, or {@code null} exactly when {@code authentication} is {@code
 *     NONE}
 * @param scopes what a sign-in asks for
 * @param dialect how the server departs from the RFCs
 */
public record ClientRegistration(
    String name,
    String issuer,
    @Nullable AuthorizationServerMetadata metadata,
    String clientId,
    ClientAuthenticationMethod authentication,
    @Nullable ClientSecret clientSecret,
    Scopes scopes,
    Dialect dialect) {

  /** Name of a registration that was not given one. */
  public static final String DEFAULT_NAME = "default";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Scopes OPENID_OFFLINE = Scopes.of("openid profile offline_access");

  public ClientRegistration {
    if (!NAME.matcher(requireNonNull(name, "name")).matches()) {
      throw new IllegalArgumentException(
          "name must be 1 to 64 letters, digits, '.', '_' or '-', was '" + name + "'");
    }
    Require.notBlank(issuer, "issuer");
    Require.notBlank(clientId, "clientId");
    requireNonNull(authentication, "authentication");
    requireNonNull(scopes, "scopes");
    requireNonNull(dialect, "dialect");
    if ((clientSecret == null) != (authentication == ClientAuthenticationMethod.NONE)) {
      throw new IllegalArgumentException(
          clientSecret == null
              ? "clientSecret is required for " + authentication.value()
              : "clientSecret is given, but authentication is none");
    }
  }

  /**
   * A public client at Microsoft Entra v2.0 in the public cloud.
   *
   * @param tenant GUID, domain, {@code organizations}, {@code common} or {@code consumers}
   */
  public static ClientRegistration entra(String tenant, String clientId) {
    return entra(URI.create("https://login.microsoftonline.com"), tenant, clientId);
  }

  /**
   * A public client at Microsoft Entra v2.0, or at a server of its shape, under {@code
   * authorityHost}.
   */
  public static ClientRegistration entra(URI authorityHost, String tenant, String clientId) {
    Require.notBlank(tenant, "tenant");
    String base = withoutTrailingSlash(authorityHost) + "/" + tenant;
    var metadata =
        new AuthorizationServerMetadata(
            base + "/v2.0",
            URI.create(base + "/oauth2/v2.0/token"),
            URI.create(base + "/oauth2/v2.0/devicecode"),
            null,
            URI.create(base + "/discovery/v2.0/keys"),
            null,
            URI.create(base + "/oauth2/v2.0/authorize"));
    return new ClientRegistration(
        DEFAULT_NAME,
        metadata.issuer(),
        metadata,
        clientId,
        ClientAuthenticationMethod.NONE,
        null,
        OPENID_OFFLINE,
        Dialect.ENTRA);
  }

  /** A public client in a Keycloak realm; {@code server} is the part before {@code /realms}. */
  public static ClientRegistration keycloak(URI server, String realm, String clientId) {
    Require.notBlank(realm, "realm");
    return discovered(
        withoutTrailingSlash(server) + "/realms/" + realm, clientId, Dialect.KEYCLOAK);
  }

  /** A public client at any server that publishes its metadata under {@code issuer}. */
  public static ClientRegistration oidc(String issuer, String clientId) {
    return discovered(issuer, clientId, Dialect.STANDARD);
  }

  /** A public client at a server whose endpoints are known. */
  public static ClientRegistration of(AuthorizationServerMetadata metadata, String clientId) {
    return new ClientRegistration(
        DEFAULT_NAME,
        metadata.issuer(),
        metadata,
        clientId,
        ClientAuthenticationMethod.NONE,
        null,
        OPENID_OFFLINE,
        Dialect.STANDARD);
  }

  private static ClientRegistration discovered(String issuer, String clientId, Dialect dialect) {
    return new ClientRegistration(
        DEFAULT_NAME,
        issuer,
        null,
        clientId,
        ClientAuthenticationMethod.NONE,
        null,
        OPENID_OFFLINE,
        dialect);
  }

  public ClientRegistration withName(String newName) {
    return new ClientRegistration(
        newName, issuer, metadata, clientId, authentication, clientSecret, scopes, dialect);
  }

  /**
   * Asks for {@code first} and {@code more}, each perhaps several tokens, besides {@code openid
   * profile offline_access}.
   */
  public ClientRegistration scopes(String first, String... more) {
    return withScopes(Scopes.of(first).plus(Scopes.of(more)).plus(OPENID_OFFLINE));
  }

  /** Asks for exactly {@code exact}. */
  public ClientRegistration withScopes(Scopes exact) {
    return new ClientRegistration(
        name, issuer, metadata, clientId, authentication, clientSecret, exact, dialect);
  }

  /** Makes it a confidential client that authenticates with a secret. */
  public ClientRegistration withClientSecret(
      ClientSecret secret, ClientAuthenticationMethod method) {
    return new ClientRegistration(
        name, issuer, metadata, clientId, method, secret, scopes, dialect);
  }

  private static String withoutTrailingSlash(URI uri) {
    String text = uri.toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }
}
