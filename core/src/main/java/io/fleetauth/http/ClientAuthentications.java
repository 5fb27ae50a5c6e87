// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.fleetauth.endpoint.ClientAuthentication;
import io.fleetauth.endpoint.ClientAuthentication.Credentials;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.ClientSecret;
import java.net.URLDecoder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/** The ways of a client to name itself, RFC 6749 section 2.3. */
public final class ClientAuthentications {

  private static final String BASIC = "Basic ";
  private static final String SIGNATURE = "&Signature=";

  private ClientAuthentications() {}

  /** Returns what the registration says. */
  public static ClientAuthentication of(ClientRegistration registration) {
    String id = registration.clientId();
    return switch (registration.authentication()) {
      case NONE -> none(id);
      case CLIENT_SECRET_BASIC -> secretBasic(id, secret(registration));
      case CLIENT_SECRET_POST -> secretPost(id, secret(registration));
    };
  }

  /** A public client: {@code client_id} only. */
  public static ClientAuthentication none(String clientId) {
    return always(new Credentials(null, Map.of("client_id", clientId)));
  }

  /** HTTP Basic; id and secret are form-encoded first, as section 2.3.1 asks. */
  public static ClientAuthentication secretBasic(String clientId, ClientSecret secret) {
    String pair = Form.encode(clientId) + ":" + Form.encode(secret.value());
    String encoded = Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
    return always(new Credentials(BASIC + encoded, Map.of()));
  }

  /** Id and secret in the body. */
  public static ClientAuthentication secretPost(String clientId, ClientSecret secret) {
    return always(
        new Credentials(null, Map.of("client_id", clientId, "client_secret", secret.value())));
  }

  /** Returns the secrets in a header that {@link #secretBasic} or somebody else made. */
  static List<String> secretsOf(String authorization) {
    String token = authorization.substring(authorization.indexOf(' ') + 1);
    if (authorization.startsWith(BASIC)) {
      return secretsOfBasic(token);
    }
    int signature = token.indexOf(SIGNATURE);
    return signature < 0
        ? secretsOfPair(token)
        : List.of(token, token.substring(signature + SIGNATURE.length()));
  }

  /** Some services take {@code <id>:<key>} for a token. */
  private static List<String> secretsOfPair(String token) {
    int colon = token.indexOf(':');
    return colon < 0 ? List.of(token) : List.of(token, token.substring(colon + 1));
  }

  private static List<String> secretsOfBasic(String token) {
    try {
      String pair = new String(Base64.getDecoder().decode(token), UTF_8);
      String secret = pair.substring(pair.indexOf(':') + 1);
      return List.of(token, secret, URLDecoder.decode(secret, UTF_8));
    } catch (IllegalArgumentException e) {
      return List.of(token); // somebody's own idea of Basic
    }
  }

  private static ClientAuthentication always(Credentials credentials) {
    return endpoint -> Mono.just(credentials);
  }

  private static ClientSecret secret(ClientRegistration registration) {
    return requireNonNull(registration.clientSecret(), "clientSecret");
  }
}
