// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import io.fleetauth.endpoint.Discovery;
import io.fleetauth.endpoint.TokenEndpoint;
import io.fleetauth.endpoint.TokenRequest;
import io.fleetauth.endpoint.TokenRequest.ClientCredentialsGrant;
import io.fleetauth.endpoint.TokenRequest.DeviceCodeGrant;
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
        .map(answer -> TokenResponses.read(answer, asked(request), clock.instant()));
  }

  private Form form(TokenRequest request) {
    if (request instanceof DeviceCodeGrant grant) {
      Form form = grant(DEVICE_CODE).with("device_code", grant.deviceCode().value());
      return dialect == Dialect.ENTRA ? scoped(form, grant.scopes()) : form;
    }
    if (request instanceof RefreshTokenGrant grant) {
      Form form = grant("refresh_token").with("refresh_token", grant.refreshToken().value());
      return scoped(form, asked(request));
    }
    return scoped(grant("client_credentials"), asked(request));
  }

  private Scopes asked(TokenRequest request) {
    if (request instanceof DeviceCodeGrant grant) {
      return grant.scopes();
    }
    if (request instanceof RefreshTokenGrant grant) {
      boolean none = grant.scopes().isEmpty() && dialect == Dialect.ENTRA;
      return none ? registered : grant.scopes();
    }
    return ((ClientCredentialsGrant) request).scopes();
  }

  private static Form grant(String type) {
    return Form.EMPTY.with("grant_type", type);
  }

  private static Form scoped(Form form, Scopes scopes) {
    return scopes.isEmpty() ? form : form.with("scope", scopes.toString());
  }
}
