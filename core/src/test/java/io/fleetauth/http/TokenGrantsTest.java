// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.endpoint.TokenRequest;
import io.fleetauth.endpoint.TokenRequest.AuthorizationCodeGrant;
import io.fleetauth.endpoint.TokenRequest.ClientCredentialsGrant;
import io.fleetauth.endpoint.TokenRequest.OnBehalfOfGrant;
import io.fleetauth.oauth.AuthorizationCode;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.CodeVerifier;
import io.fleetauth.oauth.Dialect;
import io.fleetauth.oauth.UserAssertion;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The form of each grant beside those of the device, parameter by parameter. */
class TokenGrantsTest extends HttpFixture {

  private static final String CLAIMS = "{\"access_token\":{\"nbf\":{\"value\":\"1\"}}}";
  private static final String VERIFIER = "v".repeat(43);
  private static final TokenRequest CODE =
      new AuthorizationCodeGrant(
          new AuthorizationCode("code-1"),
          URI.create("http://localhost:8400/"),
          new CodeVerifier(VERIFIER),
          SCOPES);

  @Test
  void redeemsAnAuthorizationCode() {
    assertThat(sent(CODE, Dialect.STANDARD))
        .isEqualTo(
            Map.of(
                "grant_type",
                "authorization_code",
                "code",
                "code-1",
                "redirect_uri",
                "http://localhost:8400/",
                "code_verifier",
                VERIFIER,
                "client_id",
                "client-1"));
    assertThat(sent(CODE, Dialect.ENTRA)).containsEntry("scope", "openid api");
  }

  @Test
  void actsOnBehalfOfAUser() {
    assertThat(sent(new OnBehalfOfGrant(new UserAssertion("jwt-1"), SCOPES), Dialect.ENTRA))
        .isEqualTo(
            Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:jwt-bearer",
                "assertion",
                "jwt-1",
                "requested_token_use",
                "on_behalf_of",
                "scope",
                "openid api",
                "client_id",
                "client-1"));
  }

  @Test
  void answersAChallengeWithItsClaims() {
    TokenRequest plain = new ClientCredentialsGrant(SCOPES);

    assertThat(sent(plain.withClaims(CLAIMS), Dialect.ENTRA))
        .containsEntry("claims", CLAIMS)
        .containsEntry("grant_type", "client_credentials")
        .containsEntry("scope", "openid api");
    assertThat(sent(plain.withClaims(CLAIMS).withClaims(null), Dialect.ENTRA))
        .doesNotContainKey("claims");
    assertThat(sent(CODE.withClaims(CLAIMS), Dialect.ENTRA)).containsEntry("claims", CLAIMS);
  }

  private Map<String, String> sent(TokenRequest request, Dialect dialect) {
    stub.on("/token", 200, TOKENS);
    client(registration(dialect)).tokens().exchange(request).block(WAIT);
    return stub.last().form();
  }

  private ClientRegistration registration(Dialect dialect) {
    var plain = stub.registration();
    return new ClientRegistration(
        "r",
        plain.issuer(),
        plain.metadata(),
        plain.clientId(),
        plain.authentication(),
        null,
        plain.scopes(),
        dialect);
  }
}
