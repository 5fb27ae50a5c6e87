// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import io.fleetauth.server.reply.Call;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One of the two issuers that a registration is served as. Clients compare the issuer with the URL
 * they asked, and later with {@code iss}; so each shape has its own endpoints, and the endpoint
 * that a token comes from decides its {@code iss}.
 *
 * @param base scheme, host and port
 */
record Issuer(String base, String registration, Shape shape) {

  enum Shape {
    /** {@code /name/v2.0} with endpoints under {@code /name/oauth2/v2.0}: Entra's, for MSAL. */
    V2("/v2.0", "/oauth2/v2.0"),
    /** {@code /name} with endpoints under {@code /name/oauth2}. */
    PLAIN("", "/oauth2");

    private final String issuer;
    private final String endpoints;

    Shape(String issuer, String endpoints) {
      this.issuer = issuer;
      this.endpoints = endpoints;
    }

    String endpoints() {
      return endpoints;
    }
  }

  /**
   * @param publicUrl what to use instead of the request's own scheme and host, or {@code null}
   */
  static Issuer of(Call call, @Nullable URI publicUrl, String registration, Shape shape) {
    return new Issuer(base(call, publicUrl), registration, shape);
  }

  static String base(Call call, @Nullable URI publicUrl) {
    return publicUrl == null ? call.origin() : publicUrl.toString();
  }

  String uri() {
    return base + "/" + registration + shape.issuer;
  }

  private String endpoint(String name) {
    return base + "/" + registration + shape.endpoints + "/" + name;
  }

  /** Returns the metadata document, RFC 8414 section 2 and OpenID Connect Discovery section 3. */
  Map<String, Object> metadata() {
    var document = new LinkedHashMap<String, Object>();
    document.put("issuer", uri());
    document.put("device_authorization_endpoint", endpoint("devicecode"));
    document.put("token_endpoint", endpoint("token"));
    document.put("revocation_endpoint", endpoint("revoke"));
    document.put("authorization_endpoint", endpoint("authorize"));
    document.put("jwks_uri", base + "/" + registration + "/discovery/v2.0/keys");
    document.put(
        "grant_types_supported",
        List.of("urn:ietf:params:oauth:grant-type:device_code", "refresh_token"));
    document.put("response_types_supported", List.of("none"));
    document.put("token_endpoint_auth_methods_supported", List.of("none"));
    document.put("revocation_endpoint_auth_methods_supported", List.of("none"));
    document.put("subject_types_supported", List.of("public"));
    document.put("id_token_signing_alg_values_supported", List.of("RS256"));
    document.put("scopes_supported", List.of("openid", "profile", "offline_access"));
    return document;
  }
}
