// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.oauth.AuthorizationServerMetadata;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.UnavailableException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

class HttpRevocationEndpointTest extends HttpFixture {

  private static final RefreshToken TOKEN = new RefreshToken(REFRESH_TOKEN);

  @Test
  void revokesARefreshToken() {
    stub.on("/revoke", 200, "");

    StepVerifier.create(client().revocation().revoke(TOKEN)).expectComplete().verify(WAIT);

    assertThat(stub.last().form())
        .isEqualTo(
            Map.of(
                "token", REFRESH_TOKEN,
                "token_type_hint", "refresh_token",
                "client_id", "client-1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"invalid_token", "invalid_grant"})
  void isDoneWhenTheServerDoesNotKnowTheToken(String error) {
    stub.on("/revoke", 400, "{\"error\":\"" + error + "\"}");

    StepVerifier.create(client().revocation().revoke(TOKEN)).expectComplete().verify(WAIT);
  }

  @Test
  void isDoneWhereThereIsNoRevocation() {
    var metadata =
        new AuthorizationServerMetadata(
            stub.base(), URI.create(stub.base() + "/token"), null, null, null, null);

    StepVerifier.create(client(ClientRegistration.of(metadata, "c")).revocation().revoke(TOKEN))
        .expectComplete()
        .verify(WAIT);
    assertThat(stub.asked()).isEmpty();
  }

  @Test
  void failsOnceWhenTheServerIsNotAbleOrRefuses() {
    stub.on("/revoke", 503, "", "Retry-After", "9");
    assertThat(failure(client().revocation().revoke(TOKEN)))
        .isInstanceOf(UnavailableException.class);

    stub.on("/revoke", 401, "{\"error\":\"invalid_client\"}");
    assertThat(failure(client().revocation().revoke(TOKEN))).isInstanceOf(OAuthException.class);
    assertThat(stub.asked()).hasSize(2);
  }
}
