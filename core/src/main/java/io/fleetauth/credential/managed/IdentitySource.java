// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.managed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.fleetauth.credential.CredentialUnavailableException;
import io.fleetauth.http.ServiceRequest;
import java.net.URI;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where this machine gets its tokens from.
 *
 * @param headers what each request must have; may hold secrets
 * @param id the user-assigned identity, or {@code null} for the one that the system assigned
 * @param thumbprint of the only certificate that TLS trusts there, or {@code null} for the usual
 *     rules
 */
record IdentitySource(
    Platform platform,
    URI endpoint,
    Map<String, String> headers,
    @Nullable ManagedIdentityId id,
    @Nullable String thumbprint) {

  IdentitySource {
    headers = Map.copyOf(headers);
    if (id != null && platform.parameter(id.kind()) == null) {
      throw new CredentialUnavailableException(
          "managed identity: " + platform.label() + " takes no " + id.kind() + " of an identity");
    }
  }

  /** Returns how {@link #id} is named on the wire, or {@code null} when there is none. */
  @Nullable String idParameter() {
    return id == null ? null : platform.parameter(id.kind());
  }

  /**
   * @param resource what the token is for
   * @param more what else to tell, in the order of the wire
   */
  ServiceRequest request(String resource, Map<String, String> more) {
    var parameters = new LinkedHashMap<String, String>();
    if (platform.apiVersion() != null) {
      parameters.put("api-version", platform.apiVersion());
    }
    parameters.put("resource", resource);
    String parameter = idParameter();
    if (id != null && parameter != null) {
      parameters.put(parameter, id.value());
    }
    parameters.putAll(more);
    ServiceRequest request =
        platform == Platform.CLOUD_SHELL
            ? ServiceRequest.of(answer(), "POST", endpoint).form(parameters)
            : ServiceRequest.of(answer(), "GET", withQuery(parameters));
    return request.headers(headers);
  }

  private String answer() {
    return "managed identity token (" + platform.label() + ")";
  }

  private URI withQuery(Map<String, String> parameters) {
    String query =
        parameters.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + encode(entry.getValue()))
            .collect(joining("&"));
    return URI.create(endpoint + (endpoint.getRawQuery() == null ? "?" : "&") + query);
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    return "IdentitySource[" + platform + ", " + endpoint + "]";
  }
}
