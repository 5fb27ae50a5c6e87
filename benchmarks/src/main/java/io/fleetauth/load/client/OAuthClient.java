// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.client;

import io.fleetauth.endpoint.ClientAuthentication;
import io.fleetauth.endpoint.ClientAuthentication.Credentials;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The requests of an OAuth client, as RFC 6749 and RFC 8628 write them. Thread-safe. */
public final class OAuthClient {

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";

  private final Wire wire;
  private final Target target;
  private final ClientAuthentication authentication;
  private final String clientId;
  private final String scope;

  /**
   * @param scope blank to ask for none
   */
  public OAuthClient(
      Wire wire,
      Target target,
      ClientAuthentication authentication,
      String clientId,
      String scope) {
    this.wire = wire;
    this.target = target;
    this.authentication = authentication;
    this.clientId = clientId;
    this.scope = scope;
  }

  /** Asks for a device code and a user code, RFC 8628 section 3.1. */
  public Mono<Answer> deviceAuthorization() {
    var form = new LinkedHashMap<>(Map.of("client_id", clientId));
    return post(offered(target.deviceAuthorization(), "device authorization"), scoped(form));
  }

  /** Polls, RFC 8628 section 3.4. */
  public Mono<Answer> poll(String deviceCode) {
    return post(target.token(), grant(DEVICE_CODE, "device_code", deviceCode));
  }

  /** Renews, RFC 6749 section 6. */
  public Mono<Answer> refresh(String refreshToken) {
    return post(target.token(), grant("refresh_token", "refresh_token", refreshToken));
  }

  /** Asks for a token of the client itself, RFC 6749 section 4.4. */
  public Mono<Answer> clientCredentials() {
    var form = new LinkedHashMap<>(Map.of("grant_type", "client_credentials"));
    return post(target.token(), scoped(form));
  }

  /** Reads the access token that a gateway holds for a session. */
  public Mono<Answer> read(String handle) {
    return wire.get(
        offered(target.read(), "token read"), Map.of("authorization", "Bearer " + handle));
  }

  private static Map<String, String> grant(String type, String name, String value) {
    var form = new LinkedHashMap<String, String>();
    form.put("grant_type", type);
    form.put(name, value);
    return form;
  }

  private Map<String, String> scoped(Map<String, String> form) {
    if (!scope.isBlank()) {
      form.put("scope", scope);
    }
    return form;
  }

  private Mono<Answer> post(URI endpoint, Map<String, String> form) {
    return authentication
        .credentials(endpoint)
        .flatMap(
            credentials ->
                wire.post(endpoint, headers(credentials), Wire.encoded(with(credentials, form))));
  }

  private static Map<String, String> headers(Credentials credentials) {
    String authorization = credentials.authorization();
    return authorization == null
        ? Map.of("content-type", FORM)
        : Map.of("content-type", FORM, "authorization", authorization);
  }

  private static Map<String, String> with(Credentials credentials, Map<String, String> form) {
    form.putAll(credentials.parameters());
    return form;
  }

  private static URI offered(@Nullable URI endpoint, String what) {
    if (endpoint == null) {
      throw new IllegalStateException("the server offers no " + what + " endpoint");
    }
    return endpoint;
  }
}
