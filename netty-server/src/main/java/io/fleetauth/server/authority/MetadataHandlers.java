// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.server.authority.AuthorityConfig.Signing;
import io.fleetauth.server.authority.Tenants.Tenant;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Reply;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** What clients read before they ask for tokens: RFC 8414, OpenID Discovery, Entra's instances. */
final class MetadataHandlers {

  private static final Duration CACHED = Duration.ofMinutes(5);

  private final Tenants tenants;
  private final Supplier<Map<String, Object>> keys;
  private final Signing signing;

  MetadataHandlers(Tenants tenants, Supplier<Map<String, Object>> keys, Signing signing) {
    this.tenants = tenants;
    this.keys = keys;
    this.signing = signing;
  }

  Mono<Reply> configuration(Call call) {
    return Mono.just(Reply.json(document(tenants.of(call))).cachedFor(CACHED));
  }

  Mono<Reply> keys(Call call) {
    tenants.of(call);
    return Mono.just(Reply.json(keys.get()).cachedFor(CACHED));
  }

  private Map<String, Object> document(Tenant tenant) {
    var confidential = List.of("client_secret_post", "client_secret_basic", "private_key_jwt");
    var methods = Stream.concat(confidential.stream(), Stream.of("none")).toList();
    var algorithms = List.of("RS256", "PS256");
    var document = new LinkedHashMap<String, Object>();
    document.put("issuer", tenant.issuer());
    addEndpoints(document, tenant);
    document.put("token_endpoint_auth_methods_supported", methods);
    document.put("token_endpoint_auth_signing_alg_values_supported", algorithms);
    document.put("revocation_endpoint_auth_methods_supported", methods);
    document.put("revocation_endpoint_auth_signing_alg_values_supported", algorithms);
    document.put("introspection_endpoint_auth_methods_supported", confidential);
    document.put("introspection_endpoint_auth_signing_alg_values_supported", algorithms);
    document.put("grant_types_supported", GrantType.ALL.stream().sorted().toList());
    document.put("scopes_supported", List.of("openid", "profile", "email", "offline_access"));
    document.put("response_types_supported", List.of("code"));
    document.put("response_modes_supported", List.of("query", "fragment", "form_post"));
    document.put("code_challenge_methods_supported", List.of("S256"));
    document.put("prompt_values_supported", PROMPTS);
    document.put("authorization_response_iss_parameter_supported", true);
    document.put("subject_types_supported", List.of("public"));
    document.put("id_token_signing_alg_values_supported", List.of(signing.name()));
    document.put("request_parameter_supported", false);
    document.put("request_uri_parameter_supported", false);
    document.put("claims_supported", CLAIMS);
    addCloud(document, URI.create(tenant.origin()).getAuthority());
    return document;
  }

  private static final List<String> PROMPTS = List.of("none", "login", "consent", "select_account");

  private static final List<String> CLAIMS =
      List.of(
          "sub",
          "iss",
          "aud",
          "exp",
          "iat",
          "nbf",
          "oid",
          "tid",
          "ver",
          "nonce",
          "auth_time",
          "preferred_username",
          "name");

  private static void addEndpoints(Map<String, Object> document, Tenant tenant) {
    document.put("authorization_endpoint", tenant.url("/oauth2/v2.0/authorize"));
    document.put("token_endpoint", tenant.url("/oauth2/v2.0/token"));
    document.put("device_authorization_endpoint", tenant.url("/oauth2/v2.0/devicecode"));
    document.put("revocation_endpoint", tenant.url("/oauth2/v2.0/revoke"));
    document.put("introspection_endpoint", tenant.url("/oauth2/v2.0/introspect"));
    document.put("userinfo_endpoint", tenant.url("/openid/userinfo"));
    document.put("jwks_uri", tenant.url("/discovery/v2.0/keys"));
  }

  private static void addCloud(Map<String, Object> document, String host) {
    document.put("tenant_region_scope", null);
    document.put("cloud_instance_name", host);
    document.put("cloud_graph_host_name", host);
    document.put("msgraph_host", host);
  }

  /** {@code GET /common/discovery/instance}: this host is the only one, and its own alias. */
  Mono<Reply> instance(Call call) {
    var origin = tenants.origin(call);
    var host = URI.create(origin).getAuthority();
    var asked = uri(call.query().require("authorization_endpoint"));
    if (asked == null || !host.startsWith(String.valueOf(asked.getHost()))) {
      return Mono.just(
          Reply.json(
              400, Map.of("error", "invalid_instance", "error_description", "Not this instance.")));
    }
    var path = String.valueOf(asked.getPath()).split("/", -1);
    var tenant = path.length > 1 && !path[1].isEmpty() ? path[1] : "common";
    var body = new LinkedHashMap<String, Object>();
    body.put(
        "tenant_discovery_endpoint",
        tenants.of(call, tenant).url("/v2.0/.well-known/openid-configuration"));
    body.put("api-version", "1.1");
    body.put("metadata", List.of(instanceOf(host, asked.getHost())));
    return Mono.just(Reply.json(body).cachedFor(CACHED));
  }

  private static @Nullable URI uri(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static Map<String, Object> instanceOf(String host, String name) {
    var aliases = host.equals(name) ? List.of(host) : List.of(host, name);
    return Map.of("preferred_network", host, "preferred_cache", host, "aliases", aliases);
  }
}
