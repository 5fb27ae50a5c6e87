// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationRequest;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationResponse;
import com.nimbusds.oauth2.sdk.device.DeviceCodeGrant;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The unmodified Nimbus SDK discovers, signs in, checks the ID token, refreshes and revokes. */
class NimbusDeviceGrantTest {

  @ParameterizedTest
  @EnumSource(ServedBy.class)
  void discoversSignsInVerifiesRefreshesAndRevokes(ServedBy at) throws Exception {
    try (var servers = InteropServers.start()) {
      var metadata = OIDCProviderMetadata.resolve(new Issuer(servers.http(at) + "/v2.0"));
      var client = new ClientID(at.clientId());
      DeviceAuthorizationResponse codes = deviceAuthorization(metadata, client, at);

      servers.approve(codes.toSuccessResponse().getUserCode().getValue());
      OIDCTokenResponse tokens =
          redeem(metadata, client, new DeviceCodeGrant(codes.toSuccessResponse().getDeviceCode()));

      IDTokenClaimsSet claims =
          new IDTokenValidator(
                  metadata.getIssuer(), client, JWSAlgorithm.RS256, metadata.getJWKSetURI().toURL())
              .validate(tokens.getOIDCTokens().getIDToken(), null);
      assertThat(claims.getStringClaim("preferred_username")).isEqualTo("demo");

      OIDCTokenResponse renewed =
          redeem(metadata, client, new RefreshTokenGrant(tokens.getOIDCTokens().getRefreshToken()));
      assertThat(renewed.getOIDCTokens().getAccessToken().getValue()).isNotBlank();

      HTTPResponse revoked =
          new TokenRevocationRequest(
                  metadata.getRevocationEndpointURI(),
                  client,
                  renewed.getOIDCTokens().getRefreshToken())
              .toHTTPRequest()
              .send();
      assertThat(revoked.getStatusCode()).isEqualTo(200);
      assertThat(
              refused(
                  metadata,
                  client,
                  new RefreshTokenGrant(renewed.getOIDCTokens().getRefreshToken())))
          .isEqualTo("invalid_grant");
    }
  }

  private static DeviceAuthorizationResponse deviceAuthorization(
      OIDCProviderMetadata metadata, ClientID client, ServedBy at) throws Exception {
    return DeviceAuthorizationResponse.parse(
        new DeviceAuthorizationRequest.Builder(client)
            .endpointURI(metadata.getDeviceAuthorizationEndpointURI())
            .scope(Scope.parse("openid profile offline_access " + at.scope()))
            .build()
            .toHTTPRequest()
            .send());
  }

  private static OIDCTokenResponse redeem(
      OIDCProviderMetadata metadata, ClientID client, AuthorizationGrant grant) throws Exception {
    return (OIDCTokenResponse)
        OIDCTokenResponseParser.parse(send(metadata, client, grant)).toSuccessResponse();
  }

  private static String refused(
      OIDCProviderMetadata metadata, ClientID client, AuthorizationGrant grant) throws Exception {
    return OIDCTokenResponseParser.parse(send(metadata, client, grant))
        .toErrorResponse()
        .getErrorObject()
        .getCode();
  }

  private static HTTPResponse send(
      OIDCProviderMetadata metadata, ClientID client, AuthorizationGrant grant) throws Exception {
    var request = new TokenRequest(metadata.getTokenEndpointURI(), client, grant).toHTTPRequest();
    request.setHeader(
        "Prefer", "wait=20"); // the gateway polls on its own; the authority ignores it
    return request.send();
  }
}
