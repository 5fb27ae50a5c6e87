// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import com.nimbusds.jwt.JWTClaimsSet;
import io.fleetauth.server.authority.AuthorityConfig.Client;
import io.fleetauth.server.authority.service.ActiveTokens;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Parameters;
import io.fleetauth.server.reply.Reply;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * {@code POST /{tenant}/oauth2/v2.0/introspect}, RFC 7662. Only confidential clients may ask; what
 * is not active is not told apart.
 */
final class IntrospectionHandler implements FormHandler {

  private static final Map<String, Object> INACTIVE = Map.of("active", false);

  private final Tenants tenants;
  private final ClientAuthenticator clients;
  private final RefreshFamilies families;
  private final AccessTokens accessTokens;
  private final ActiveTokens services;
  private final Scheduler workers;

  IntrospectionHandler(
      Tenants tenants,
      ClientAuthenticator clients,
      RefreshFamilies families,
      AccessTokens accessTokens,
      ActiveTokens services,
      Scheduler workers) {
    this.tenants = tenants;
    this.clients = clients;
    this.families = families;
    this.accessTokens = accessTokens;
    this.services = services;
    this.workers = workers;
  }

  @Override
  public Mono<Reply> reply(Call call, Parameters form) {
    var tenant = tenants.of(call);
    return clients
        .authenticateConfidential(call, form, tenant)
        .publishOn(workers)
        .map(asked -> Reply.json(describe(form.require("token"), asked.client())));
  }

  private Map<String, Object> describe(String token, Client client) {
    var family = families.find(token);
    if (family != null) {
      boolean own = family.clientId().equals(client.id());
      return own && families.isActive(token) ? described(family) : INACTIVE;
    }
    var claims = accessTokens.active(token);
    if (claims != null) {
      return described(claims);
    }
    var issued = services.active(token);
    return issued == null ? INACTIVE : describedService(issued);
  }

  private static Map<String, Object> described(RefreshFamily family) {
    var body = new LinkedHashMap<String, Object>();
    body.put("active", true);
    body.put("client_id", family.clientId());
    body.put("username", family.user());
    body.put("scope", family.scope());
    body.put("iat", family.signedInAt().getEpochSecond());
    return body;
  }

  private static Map<String, Object> described(JWTClaimsSet claims) {
    var body = new LinkedHashMap<String, Object>();
    body.put("active", true);
    body.put("token_type", "Bearer");
    put(body, "client_id", claims.getClaim("azp"));
    put(body, "username", claims.getClaim("preferred_username"));
    put(body, "scope", claims.getClaim("scp"));
    body.put("sub", claims.getSubject());
    body.put("aud", claims.getAudience().get(0));
    body.put("iss", claims.getIssuer());
    body.put("jti", claims.getJWTID());
    body.put("iat", claims.getIssueTime().toInstant().getEpochSecond());
    body.put("exp", claims.getExpirationTime().toInstant().getEpochSecond());
    return body;
  }

  /** What the token of a service says itself, beside the members of RFC 7662. */
  private static Map<String, Object> describedService(JWTClaimsSet claims) {
    var body = new LinkedHashMap<String, Object>();
    body.put("active", true);
    body.put("token_type", "Bearer");
    put(body, "scope", claims.getClaim("acsScope"));
    put(body, "sub", claims.getClaim("skypeid"));
    claims.toJSONObject().forEach(body::putIfAbsent);
    return body;
  }

  private static void put(Map<String, Object> body, String name, @Nullable Object value) {
    if (value != null) {
      body.put(name, value);
    }
  }
}
