// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.authority.AuthorityConfig.Lifetimes;
import io.fleetauth.server.authority.AuthorityConfig.User;
import io.fleetauth.server.authority.Tenants.Tenant;
import io.fleetauth.server.reply.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds token answers, RFC 6749 section 5.1. Signs: call it on a worker thread. */
final class TokenIssuer {

  /**
   * Tokens for a person.
   *
   * @param family null when the client gets no refresh token
   * @param session family with which the access token ends, or null
   * @param signIn what a browser's sign-in adds to the ID token, or null
   */
  record ForUser(
      TokenCall call,
      User user,
      Scopes scopes,
      @Nullable RefreshFamily family,
      @Nullable String session,
      @Nullable BrowserSignIn signIn) {

    static ForUser of(TokenCall call, User user, Scopes scopes, @Nullable RefreshFamily family) {
      return new ForUser(call, user, scopes, family, family == null ? null : family.id(), null);
    }
  }

  /**
   * A sign-in with a browser, OpenID Connect Core section 2.
   *
   * @param nonce of the authorization request, or null
   * @param at when the person signed in
   */
  record BrowserSignIn(@Nullable String nonce, Instant at) {}

  /** An answer, and what must be durable before it is sent. */
  record Issued(Map<String, Object> body, List<Row> rows) {}

  private final SigningKeys keys;
  private final AccessTokens accessTokens;
  private final RefreshFamilies families;
  private final Lifetimes lifetimes;
  private final Codes codes;
  private final Clock clock;

  TokenIssuer(
      SigningKeys keys,
      AccessTokens accessTokens,
      RefreshFamilies families,
      Lifetimes lifetimes,
      Codes codes,
      Clock clock) {
    this.keys = keys;
    this.accessTokens = accessTokens;
    this.families = families;
    this.lifetimes = lifetimes;
    this.codes = codes;
    this.clock = clock;
  }

  Issued issue(ForUser grant) {
    var access = accessTokens.make(accessClaims(grant));
    var body = new LinkedHashMap<String, Object>();
    body.put("token_type", "Bearer");
    body.put("scope", grant.scopes().toString());
    addLifetime(body);
    body.put("access_token", access.token());
    if (grant.family() != null) {
      body.put("refresh_token", families.token(grant.family()));
    }
    if (grant.scopes().contains("openid")) {
      body.put("id_token", keys.sign(JOSEObjectType.JWT, idClaims(grant)));
    }
    if (grant.call().wantsClientInfo()) {
      body.put("client_info", clientInfo(grant));
    }
    return new Issued(body, access.rows());
  }

  /** Issues to the client itself: no scope, no refresh token, or MSAL does not find it again. */
  Issued issue(TokenCall call, Scopes scopes) {
    var client = call.client();
    var audience = TokenAudience.of(scopes, client.id());
    var oid = Tenants.guid("client:" + client.id());
    var claims =
        accessClaims(call)
            .audience(audience.resource())
            .subject(oid)
            .claim("oid", oid)
            .claim("idtyp", "app")
            .build();
    var access = accessTokens.make(claims);
    var body = new LinkedHashMap<String, Object>();
    body.put("token_type", "Bearer");
    addLifetime(body);
    body.put("access_token", access.token());
    return new Issued(body, access.rows());
  }

  private void addLifetime(Map<String, Object> body) {
    body.put("expires_in", lifetimes.accessToken().toSeconds());
    body.put("ext_expires_in", lifetimes.accessToken().toSeconds());
    var refreshIn = lifetimes.refreshIn();
    if (refreshIn != null) {
      body.put("refresh_in", refreshIn.toSeconds());
    }
  }

  private JWTClaimsSet.Builder claims(Tenant tenant, Duration life) {
    var now = clock.instant();
    return new JWTClaimsSet.Builder()
        .issuer(tenant.issuer())
        .issueTime(Date.from(now))
        .notBeforeTime(Date.from(now))
        .expirationTime(Date.from(now.plus(life)))
        .jwtID(codes.secret())
        .claim("tid", tenant.id())
        .claim("ver", "2.0");
  }

  /** Says what access tokens for people and for clients have in common; null is left out. */
  private JWTClaimsSet.Builder accessClaims(TokenCall call) {
    var capabilities = call.claims().capabilities();
    return claims(call.tenant(), lifetimes.accessToken())
        .claim("azp", call.client().id())
        .claim("azpacr", call.proof().claim)
        .claim("xms_cc", capabilities.isEmpty() ? null : List.copyOf(capabilities));
  }

  private JWTClaimsSet accessClaims(ForUser grant) {
    var audience = TokenAudience.of(grant.scopes(), grant.call().client().id());
    return user(grant, accessClaims(grant.call()))
        .audience(audience.resource())
        .claim("scp", audience.permissions())
        .claim(AccessTokens.FAMILY, grant.session())
        .build();
  }

  private JWTClaimsSet idClaims(ForUser grant) {
    var claims =
        user(grant, claims(grant.call().tenant(), lifetimes.idToken()))
            .audience(grant.call().client().id());
    var signIn = grant.signIn();
    return signIn == null
        ? claims.build()
        : claims
            .claim("nonce", signIn.nonce())
            .claim("auth_time", signIn.at().getEpochSecond())
            .build();
  }

  private static JWTClaimsSet.Builder user(ForUser grant, JWTClaimsSet.Builder claims) {
    var user = grant.user();
    return claims
        .subject(user.oid())
        .claim("oid", user.oid())
        .claim("preferred_username", user.name())
        .claim("name", user.displayName());
  }

  private static String clientInfo(ForUser grant) {
    var info = Map.of("uid", grant.user().oid(), "utid", grant.call().tenant().id());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(info));
  }
}
