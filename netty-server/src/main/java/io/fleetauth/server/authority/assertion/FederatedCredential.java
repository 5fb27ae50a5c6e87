// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.assertion;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.text.ParseException;
import org.jspecify.annotations.Nullable;

/**
 * A workload elsewhere that may act as the client: whoever shows a token of this issuer for this
 * subject and audience.
 *
 * @param issuer exactly as in {@code iss}
 * @param subject exactly as in {@code sub}
 * @param audience one of {@code aud}; null is {@link #AUDIENCE}
 * @param jwksUri where the issuer publishes its keys; null reads that from its OpenID configuration
 * @param keys the issuer's public keys, instead of asking for them; or null
 */
public record FederatedCredential(
    String issuer, String subject, String audience, @Nullable URI jwksUri, @Nullable JWKSet keys) {

  /** What Microsoft's clients ask of issuers. */
  public static final String AUDIENCE = "api://AzureADTokenExchange";

  @SuppressWarnings("NullAway") // audience may be left out
  public FederatedCredential {
    requireText(issuer, "issuer");
    requireText(subject, "subject");
    audience = audience == null ? AUDIENCE : audience;
    if (keys != null) {
      keys = keys.toPublicJWKSet();
    } else {
      requireSafe(jwksUri == null ? URI.create(issuer) : jwksUri);
    }
  }

  private static void requireText(@Nullable String value, String name) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("federated-credentials." + name + " must not be blank");
    }
  }

  /** Keys that came over an open network would prove nothing. */
  static void requireSafe(URI uri) {
    boolean http = "http".equals(uri.getScheme());
    if (uri.getHost() == null || !("https".equals(uri.getScheme()) || (http && isLoopback(uri)))) {
      throw new IllegalArgumentException(
          "the keys of a federated issuer must come over https, or from this machine, not " + uri);
    }
  }

  private static boolean isLoopback(URI uri) {
    var host = uri.getHost();
    boolean address = host.startsWith("[") || host.matches("[0-9.]+");
    try {
      return host.equals("localhost")
          || (address && InetAddress.getByName(host).isLoopbackAddress());
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /**
   * Reads a JWK set, such as the issuer's. Blocking.
   *
   * @throws IllegalArgumentException that names the file
   */
  public static JWKSet readKeys(Path file) {
    try {
      return JWKSet.load(file.toFile());
    } catch (IOException e) {
      throw new IllegalArgumentException("the key file can not be read: " + file, e);
    } catch (ParseException e) {
      throw new IllegalArgumentException("the key file holds no JWK set: " + file, e);
    }
  }
}
