// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.server.gateway.Issuer.Shape;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Reply;
import io.fleetauth.server.reply.Router;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Says what the gateway is: metadata by the path that each kind of client builds, keys, and MSAL's
 * instance discovery.
 */
final class MetadataRoutes {

  private static final ErrorCode INVALID_INSTANCE = new ErrorCode("invalid_instance");
  private static final ErrorCode UNSUPPORTED_RESPONSE_TYPE =
      new ErrorCode("unsupported_response_type");

  private final Map<String, ServedRegistration> registrations;
  private final GatewayConfig config;
  private final Reply keys;

  MetadataRoutes(
      Map<String, ServedRegistration> registrations, GatewayConfig config, IdTokenIssuer idTokens) {
    this.registrations = registrations;
    this.config = config;
    this.keys = Reply.json(idTokens.jwks());
  }

  void addTo(Router.Builder router) {
    router
        .get("/{registration}/v2.0/.well-known/openid-configuration", at(Shape.V2))
        .get("/.well-known/oauth-authorization-server/{registration}/v2.0", at(Shape.V2))
        .get("/{registration}/.well-known/openid-configuration", at(Shape.PLAIN))
        .get("/.well-known/oauth-authorization-server/{registration}", at(Shape.PLAIN))
        .get("/{registration}/discovery/v2.0/keys", this::keys)
        .get("/{registration}/oauth2/v2.0/authorize", MetadataRoutes::authorize)
        .get("/{registration}/oauth2/authorize", MetadataRoutes::authorize)
        .get("/common/discovery/instance", this::instance);
  }

  private Router.CallHandler at(Shape shape) {
    return call -> Mono.fromSupplier(() -> metadata(call, shape));
  }

  private Reply metadata(Call call, Shape shape) {
    String name = OAuthRoutes.registration(registrations, call).name();
    return Reply.json(Issuer.of(call, config.publicUrl(), name, shape).metadata());
  }

  private Mono<Reply> keys(Call call) {
    return Mono.fromSupplier(() -> OAuthRoutes.registration(registrations, call)).thenReturn(keys);
  }

  /** OpenID clients want the endpoint in the metadata; a device has no browser to use it with. */
  private static Mono<Reply> authorize(Call call) {
    return Mono.just(
        Reply.oauthError(400, UNSUPPORTED_RESPONSE_TYPE, "use the device authorization grant"));
  }

  /** Only this gateway is an instance that it knows; the parameter may come undecoded. */
  private Mono<Reply> instance(Call call) {
    String base = Issuer.base(call, config.publicUrl());
    String asked = call.query().get("authorization_endpoint", "");
    String registration = registrationOf(asked, base);
    return Mono.just(registration == null ? unknownInstance() : instance(base, registration));
  }

  private @Nullable String registrationOf(String asked, String base) {
    return registrations.keySet().stream()
        .filter(name -> asked.startsWith(base + "/" + name + "/"))
        .findFirst()
        .orElse(null);
  }

  private static Reply unknownInstance() {
    return Reply.oauthError(400, INVALID_INSTANCE, "authorization_endpoint is not one of ours");
  }

  private static Reply instance(String base, String registration) {
    String host = URI.create(base).getAuthority();
    var names = new LinkedHashMap<String, Object>();
    names.put("preferred_network", host);
    names.put("preferred_cache", host);
    names.put("aliases", List.of(host));
    var body = new LinkedHashMap<String, Object>();
    body.put(
        "tenant_discovery_endpoint",
        base + "/" + registration + "/v2.0/.well-known/openid-configuration");
    body.put("api-version", "1.1");
    body.put("metadata", List.of(names));
    return Reply.json(body);
  }
}
