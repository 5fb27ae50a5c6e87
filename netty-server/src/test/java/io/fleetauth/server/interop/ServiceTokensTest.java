// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.interop;

import static io.fleetauth.server.interop.ServiceServers.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.TokenTypeURI;
import com.nimbusds.oauth2.sdk.tokenexchange.TokenExchangeGrant;
import io.fleetauth.server.interop.ServiceServers.Answer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Devices get tokens of the Azure services that a real authority plays, through a gateway. */
class ServiceTokensTest {

  private static ServiceServers servers;
  private static String device;
  private static String other;

  @BeforeAll
  static void start() throws Exception {
    servers = new ServiceServers("");
    device = servers.signedIn("glasses");
    other = servers.signedIn("glasses");
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  @Test
  void devicesShareTheTokenOfTheMixedRealityAccount() throws Exception {
    Map<String, Object> token = servers.mixedReality(device, "?account=" + ACCOUNT).ok();

    assertThat(token).containsOnlyKeys("access_token", "token_type", "expires_on", "expires_in");
    assertThat((Integer) token.get("expires_in")).isBetween(80_000, 86_400);
    assertThat(SignedJWT.parse(token.get("access_token").toString()).getJWTClaimsSet().getClaims())
        .containsEntry("aid", ACCOUNT);
    assertThat(servers.mixedReality(device, "?account=anchors").ok().get("access_token"))
        .isEqualTo(token.get("access_token"));
    assertThat(servers.mixedReality(other, "").ok().get("access_token"))
        .isEqualTo(token.get("access_token"));
  }

  @Test
  void withoutAnAccountKeyEachDeviceAsksAsItsPerson() throws Exception {
    String ownRight =
        """
        own:
          account-id: %s
          endpoint: AUTHORITY
          registrations: kiosks
        """
            .formatted(ACCOUNT);
    try (var strict = new ServiceServers(ownRight)) {
      String asker = strict.signedIn("kiosks");
      String second = strict.signedIn("kiosks");

      String token = strict.mixedReality(asker, "").text("access_token");

      assertThat(SignedJWT.parse(token).getJWTClaimsSet().getClaims())
          .containsEntry("aid", ACCOUNT);
      assertThat(strict.mixedReality(asker, "").text("access_token")).isEqualTo(token);
      assertThat(strict.mixedReality(second, "").text("access_token")).isNotEqualTo(token);
    }
  }

  @Test
  void accountsAreForTheRegistrationsThatTheyName() {
    String kiosk = servers.signedIn("kiosks");

    servers.mixedReality(kiosk, "?account=" + ACCOUNT).refused(400, "invalid_target");
    servers.communication(kiosk).refused(400, "invalid_target");
    servers.mixedReality(device, "?account=chat").refused(400, "invalid_target");
  }

  @Test
  void everyDeviceHasAnIdentityOfItsOwnThatSurvivesARestart() throws Exception {
    Answer first = servers.communication(device);
    Answer foreign = servers.communication(other);

    assertThat(first.text("user_id")).startsWith("8:acs:").isNotEqualTo(foreign.text("user_id"));
    assertThat(first.text("scope").split(" ")).containsExactlyInAnyOrder("chat", "voip");
    assertThat(servers.isActive(first.text("access_token"))).isTrue();
    assertThat(servers.communication(device).text("access_token"))
        .isEqualTo(first.text("access_token"));

    servers.restartGateway("");

    assertThat(servers.communication(device).text("user_id")).isEqualTo(first.text("user_id"));
  }

  @Test
  void scopesMayBeFewerButNotMore() {
    assertThat(servers.communication(device, "scope", "chat").text("scope")).isEqualTo("chat");
    servers.communication(device, "scope", "chat.join").refused(400, "invalid_scope");
  }

  @Test
  void signingOutMakesTheTokensOfTheIdentityWorthless() {
    String leaving = servers.signedIn("glasses");
    String token = servers.communication(leaving).text("access_token");
    servers.mixedReality(leaving, "").ok();

    assertThat(servers.signOut(leaving)).isEqualTo(204);

    assertThat(servers.isActive(token)).isFalse();
    servers.communication(leaving).refused(401, "invalid_token");
    servers.mixedReality(leaving, "").refused(401, "invalid_token");
    servers.communication("no-handle").refused(401, "invalid_token");
  }

  @Test
  void anIdentityThatSomebodyDeletedIsReplaced() throws Exception {
    String lost = servers.communication(other, "scope", "chat").text("user_id");
    servers.deleteIdentity(lost);

    assertThat(servers.communication(other, "scope", "voip").text("user_id"))
        .startsWith("8:acs:")
        .isNotEqualTo(lost);
  }

  @Test
  void aServiceThatIsBusyIsToBeAskedLater() throws Exception {
    try (var busy = new ServiceServers("")) {
      String asker = busy.signedIn("glasses");
      busy.play("{'endpoint':'identities','action':'STATUS','status':429,'retry_after':600}");

      busy.communication(asker).refused(503, "temporarily_unavailable");
    }
  }

  @Test
  void unmodifiedNimbusClientExchangesItsHandle() throws Exception {
    TokenResponse chat = exchange(device, "chat");
    TokenResponse anchors = exchange(device, "anchors");
    TokenResponse unknown = exchange(device, "nothing");
    TokenResponse stranger = exchange("fsh_stranger", "chat");

    assertThat(chat.toSuccessResponse().getTokens().getAccessToken().getIssuedTokenType())
        .isEqualTo(TokenTypeURI.ACCESS_TOKEN);
    assertThat(servers.isActive(chat.toSuccessResponse().getTokens().getAccessToken().getValue()))
        .isTrue();
    assertThat(anchors.toSuccessResponse().getTokens().getAccessToken().getLifetime())
        .isGreaterThan(80_000);
    assertThat(unknown.toErrorResponse().getErrorObject().getCode()).isEqualTo("invalid_target");
    assertThat(stranger.toErrorResponse().getErrorObject().getCode()).isEqualTo("invalid_request");
  }

  private static TokenResponse exchange(String handle, String audience) throws Exception {
    var grant =
        new TokenExchangeGrant(
            new RefreshToken(handle),
            TokenTypeURI.REFRESH_TOKEN,
            null,
            null,
            null,
            List.of(new Audience(audience)));
    var request =
        new TokenRequest(
            URI.create(servers.tokenEndpoint("glasses")),
            new ClientID("fleetauth-device"),
            grant,
            (Scope) null);
    return TokenResponse.parse(request.toHTTPRequest().send());
  }
}
