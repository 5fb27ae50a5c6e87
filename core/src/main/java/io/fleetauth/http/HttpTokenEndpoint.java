// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import io.fleetauth.endpoint.Discovery;
import io.fleetauth.endpoint.TokenEndpoint;
import io.fleetauth.endpoint.TokenRequest;
import io.fleetauth.endpoint.TokenRequest.AuthorizationCodeGrant;
import io.fleetauth.endpoint.TokenRequest.DeviceCodeGrant;
import io.fleetauth.endpoint.TokenRequest.Grant;
import io.fleetauth.endpoint.TokenRequest.OnBehalfOfGrant;
import io.fleetauth.endpoint.TokenRequest.RefreshTokenGrant;
import io.fleetauth.oauth.Dialect;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.oauth.TokenSet;
import java.time.Clock;
import reactor.core.publisher.Mono;

/**
 * The token endpoint over HTTP. Entra wants the scopes named with each grant, also where the RFCs
 * do without.
 *
 * @param registered what Entra is asked for when a refresh names no scope
 */
record HttpTokenEndpoint(
    BackChannel channel, Discovery discovery, Dialect dialect, Scopes registered, Clock clock)
    implements TokenEndpoint {

  private static final String DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";

  @Override
  public Mono<TokenSet> exchange(TokenRequest request) {
    return discovery
        .metadata()
        .flatMap(server -> channel.post("token response", server.tokenEndpoint(), form(request)))
        .map(answer -> TokenResponses.read(answer, asked(request.grant()), clock.instant()));
  }

  private Form form(TokenRequest request) {
    Form form = form(request.grant());
    String claims = request.claims();
    return claims == null ? form : form.with("claims", claims);
  }

  private Form form(Grant grant) {
    if (grant instanceof DeviceCodeGrant device) {
      Form form = grant(DEVICE_CODE).with("device_code", device.deviceCode().value());
      return scopedForEntra(form, grant);
    }
    if (grant instanceof RefreshTokenGrant refresh) {
      Form form = grant("refresh_token").with("refresh_token", refresh.refreshToken().value());
      return scoped(form, asked(grant));
    }
    if (grant instanceof AuthorizationCodeGrant code) {
      return scopedForEntra(form(code), grant);
    }
    if (grant instanceof OnBehalfOfGrant user) {
      return scoped(form(user), grant.scopes());
    }
    return scoped(grant("client_credentials"), grant.scopes());
  }

  private static Form form(AuthorizationCodeGrant grant) {
    return grant("authorization_code")
        .with("code", grant.code().value())
        .with("redirect_uri", grant.redirectUri().toString())
        .with("code_verifier", grant.codeVerifier().value());
  }

  private static Form form(OnBehalfOfGrant grant) {
    return grant("urn:ietf:params:oauth:grant-type:jwt-bearer")
        .with("assertion", grant.assertion().value())
        .with("requested_token_use", "on_behalf_of");
  }

  private Scopes asked(Grant grant) {
    boolean unnamed = grant instanceof RefreshTokenGrant && grant.scopes().isEmpty();
    return unnamed && dialect == Dialect.ENTRA ? registered : grant.scopes();
  }

  private static Form grant(String type) {
    return Form.EMPTY.with("grant_type", type);
  }

  private Form scopedForEntra(Form form, Grant grant) {
    return dialect == Dialect.ENTRA ? scoped(form, grant.scopes()) : form;
  }

  private static Form scoped(Form form, Scopes scopes) {
    return scopes.isEmpty() ? form : form.with("scope", scopes.toString());
  }
}
