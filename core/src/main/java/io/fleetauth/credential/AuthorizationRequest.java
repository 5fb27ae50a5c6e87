// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.fleetauth.oauth.CodeVerifier;
import io.fleetauth.oauth.Scopes;
import java.net.URI;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One trip of a browser to the authorization endpoint, RFC 6749 section 4.1.1 with PKCE (RFC 7636)
 * and the nonce of OpenID Connect.
 *
 * @param scopes what is asked for
 * @param claims the {@code claims} parameter, or {@code null}
 * @param state what the answer must repeat
 * @param nonce what the ID token must repeat
 */
record AuthorizationRequest(
    Scopes scopes, @Nullable String claims, String state, String nonce, CodeVerifier codeVerifier) {

  private static final int BYTES = 32;

  /** Draws fresh secrets; may block for the entropy of the machine. */
  static AuthorizationRequest create(SecureRandom random, Scopes scopes, @Nullable String claims) {
    return new AuthorizationRequest(
        scopes, claims, secret(random), secret(random), new CodeVerifier(secret(random)));
  }

  /** Returns where to send the browser. */
  URI uri(URI endpoint, String clientId, URI redirectUri, @Nullable String loginHint) {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("client_id", clientId);
    parameters.put("response_type", "code");
    parameters.put("response_mode", "query");
    parameters.put("redirect_uri", redirectUri.toString());
    parameters.put("scope", scopes.toString());
    parameters.put("state", state);
    parameters.put("nonce", nonce);
    parameters.put("code_challenge", challenge());
    parameters.put("code_challenge_method", "S256");
    if (claims != null) {
      parameters.put("claims", claims);
    }
    if (loginHint != null) {
      parameters.put("login_hint", loginHint);
    }
    String separator = endpoint.getRawQuery() == null ? "?" : "&";
    return URI.create(endpoint + separator + query(parameters));
  }

  private static String query(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + encode(entry.getValue()))
        .collect(joining("&"));
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, UTF_8).replace("+", "%20");
  }

  /** RFC 7636 section 4.2. */
  private String challenge() {
    try {
      byte[] ascii = codeVerifier.value().getBytes(US_ASCII);
      return base64(MessageDigest.getInstance("SHA-256").digest(ascii));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String secret(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return base64(bytes);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public String toString() {
    return "AuthorizationRequest[" + scopes + ", redacted]";
  }
}
