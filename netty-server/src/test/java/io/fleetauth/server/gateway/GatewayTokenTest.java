// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import static io.fleetauth.server.gateway.GatewayFixture.CLIENT;
import static io.fleetauth.server.gateway.GatewayFixture.OTHER_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.endpoint.ScriptedAuthorizationServer;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.gateway.GatewayFixture.Answer;
import io.fleetauth.session.InMemorySessionStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** What a device does with its handle: read tokens, refresh, revoke, sign out. */
class GatewayTokenTest {

  final CountingStore store = new CountingStore(new InMemorySessionStore());
  final GatewayFixture fixture = new GatewayFixture(GatewayFixture.config(), store);

  @AfterEach
  void stop() {
    store.down = false;
    fixture.close();
  }

  @Test
  void readsAreServedFromMemoryWithTheRightRestOfLife() {
    String handle = fixture.signedIn("a");
    Answer first = fixture.read(handle);
    int reads = store.reads.get();
    fixture.pass(Duration.ofSeconds(10));

    Answer second = fixture.read(handle);

    assertThat(first.ok())
        .containsEntry("access_token", "access-a")
        .containsEntry("token_type", "Bearer")
        .containsEntry("expires_on", 3605);
    assertThat(second.ok()).containsAllEntriesOf(withoutRest(first));
    assertThat((int) first.json().get("expires_in") - (int) second.json().get("expires_in"))
        .isEqualTo(10);
    assertThat(store.reads.get()).isEqualTo(reads);
    assertThat(fixture.gateway.reads().hits()).isEqualTo(1);
    assertThat(fixture.gateway.reads().misses()).isEqualTo(1);
  }

  private static Map<String, Object> withoutRest(Answer answer) {
    Map<String, Object> body = answer.json();
    body.remove("expires_in");
    return body;
  }

  @Test
  void tokenThatJsonHasToEscapeIsServedAsItIs() {
    String handle = fixture.signedIn("\"quoted\"");

    assertThat(fixture.read(handle).ok()).containsEntry("access_token", "access-\"quoted\"");
    assertThat(fixture.read(handle).ok()).containsEntry("access_token", "access-\"quoted\"");
    assertThat(fixture.gateway.reads().hits()).isZero();
  }

  @Test
  void sessionsBeyondTheLimitAreServedFromTheStore() {
    fixture.close();
    var limits = new GatewayLimits(null, 2L, null);
    var small = new GatewayFixture(GatewayFixture.config().withLimits(limits), store);
    try {
      List<String> handles = Stream.of("a", "b", "c", "d", "e", "f").map(small::signedIn).toList();
      for (int turn = 0; turn < 3; turn++) {
        assertThat(handles).allSatisfy(handle -> small.read(handle).ok());
      }
      assertThat(small.gateway.reads().misses()).isGreaterThan(handles.size());
    } finally {
      small.close();
    }
  }

  @Test
  void readersGetTheRenewedTokenFromMemoryToo() {
    String handle = fixture.signedIn("a");
    fixture.read(handle);
    fixture.upstream.exchanges.then(
        request -> Mono.just(fixture.upstream.tokens("b", Duration.ofHours(1))));
    fixture.pass(Duration.ofMinutes(61));

    assertThat(fixture.read(handle).ok()).containsEntry("access_token", "access-b");
    assertThat(fixture.read(handle).ok()).containsEntry("access_token", "access-b");
    assertThat(fixture.gateway.reads().hits()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x", "fsh_x", "fsh_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAA"})
  void wrongHandleIsAnInvalidToken(String handle) {
    Answer answer = fixture.read(handle).refused(401, "invalid_token");

    assertThat(answer.header("www-authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
    assertThat(fixture.gateway.reads().refused()).isEqualTo(1);
  }

  @Test
  void readWithoutHandleIsToldHow() {
    assertThat(fixture.get("/v1/token").refused(401, "invalid_token").header("www-authenticate"))
        .isEqualTo("Bearer");
  }

  @Test
  void upstreamThatIsDownDoesNotCostTheHandle() {
    String handle = fixture.signedIn("a");
    fixture.read(handle);
    fixture.upstream.exchanges.otherwise(request -> Mono.error(new IOException("hush")));
    fixture.pass(Duration.ofMinutes(61));

    Answer read = fixture.read(handle).refused(503, "temporarily_unavailable");
    assertThat(read.header("retry-after")).isNotNull();
    assertThat(read.text()).doesNotContain("hush");
    assertThat(
            fixture.refresh(handle).refused(503, "temporarily_unavailable").header("retry-after"))
        .isNotNull();
  }

  @Test
  void sessionThatTheUpstreamEndedIsOver() {
    String handle = fixture.signedIn("a");
    fixture.read(handle);
    fixture.upstream.exchanges.otherwise(
        request -> Mono.error(ScriptedAuthorizationServer.refused(ErrorCode.INVALID_GRANT)));
    fixture.pass(Duration.ofMinutes(61));

    fixture.read(handle).refused(401, "invalid_token");
    fixture.refresh(handle).refused(400, "invalid_grant");
  }

  @Test
  void storeThatIsDownDoesNotStopReaders() {
    String handle = fixture.signedIn("a");
    fixture.read(handle);
    store.down = true;

    assertThat(fixture.read(handle).ok()).containsEntry("access_token", "access-a");
  }

  @Test
  void signOutStopsAtOnce() {
    String handle = fixture.signedIn("a");
    assertThat(fixture.read(handle).status()).isEqualTo(200);

    assertThat(fixture.delete("/v1/token", "authorization", "Bearer " + handle).status())
        .isEqualTo(204);

    fixture.read(handle).refused(401, "invalid_token");
    fixture.refresh(handle).refused(400, "invalid_grant");
    assertThat(fixture.delete("/v1/token", "authorization", "Bearer " + handle).status())
        .isEqualTo(401);
    fixture.restart();
    fixture.read(handle).refused(401, "invalid_token");
  }

  @Test
  void revocationEndsTheSessionAndForgivesUnknownTokens() {
    String handle = fixture.signedIn("a");
    String path = "/glasses/oauth2/v2.0/revoke";

    fixture.post(path, "client_id", OTHER_CLIENT, "token", handle).refused(400, "invalid_grant");
    assertThat(fixture.read(handle).status()).isEqualTo(200);
    assertThat(fixture.post(path, "client_id", CLIENT, "token", handle).status()).isEqualTo(200);
    fixture.read(handle).refused(401, "invalid_token");
    assertThat(fixture.post(path, "client_id", CLIENT, "token", handle).status()).isEqualTo(200);
    assertThat(fixture.post(path, "client_id", CLIENT, "token", "nonsense").status())
        .isEqualTo(200);
  }

  @Test
  void refreshGivesTheCurrentTokenAndTheSameHandle() {
    String handle = fixture.signedIn("a");

    Answer answer =
        fixture.refresh(handle, "scope", " openid  profile offline_access api", "client_info", "1");

    assertThat(answer.ok())
        .containsEntry("access_token", "access-a")
        .containsEntry("refresh_token", handle)
        .containsKeys("id_token", "client_info");
    assertThat(fixture.upstream.exchanges.count()).isEqualTo(1); // the device code only
  }

  @Test
  void refreshForOtherScopesAsksTheUpstream() {
    String handle = fixture.signedIn("a");
    Scopes mail = Scopes.of("mail");
    fixture.upstream.exchanges.thenValue(
        fixture.upstream.tokens("mail", mail, Duration.ofHours(1)));

    assertThat(fixture.refresh(handle, "scope", "mail").ok())
        .containsEntry("access_token", "access-mail")
        .containsEntry("scope", "mail");
    assertThat(fixture.get("/v1/token?scope=mail", "authorization", "Bearer " + handle).ok())
        .containsEntry("access_token", "access-mail");
    assertThat(fixture.read(handle).ok()).containsEntry("access_token", "access-a");
  }

  @Test
  void handleOfAnotherClientIsRefused() {
    String handle = fixture.signedIn("a");

    fixture
        .post(
            "/glasses/oauth2/v2.0/token",
            "grant_type",
            "refresh_token",
            "refresh_token",
            handle,
            "client_id",
            OTHER_CLIENT)
        .refused(400, "invalid_grant");
  }

  @Test
  void handleOfAnEarlierSignInOfTheDeviceIsOver() {
    Map<String, Object> asked = Map.of("registration", "glasses", "device", "kiosk-1");
    String first = collected(asked, "a");
    assertThat(fixture.read(first).ok()).containsEntry("access_token", "access-a");

    String second = collected(asked, "b");

    assertThat(fixture.read(second).ok()).containsEntry("access_token", "access-b");
    fixture.read(first).refused(401, "invalid_token");
  }

  /** Lets the installer start a sign-in and the device collect its handle. */
  private String collected(Map<String, Object> asked, String name) {
    var all = (List<?>) fixture.admin("POST", "/v1/sign-ins", asked).ok().get("sign_ins");
    Object code = ((Map<?, ?>) all.get(0)).get("device_code");
    fixture.approve(name);
    fixture.pass(Duration.ofSeconds(6));
    return (String) fixture.poll(code).ok().get("refresh_token");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/glasses/v2.0|/glasses/v2.0/.well-known/openid-configuration|/glasses/oauth2/v2.0/token",
        "/glasses/v2.0|/.well-known/oauth-authorization-server/glasses/v2.0|/glasses/oauth2/v2.0/token",
        "/glasses|/.well-known/oauth-authorization-server/glasses|/glasses/oauth2/token",
        "/glasses|/glasses/.well-known/openid-configuration|/glasses/oauth2/token"
      })
  void metadataHasTheIssuerThatItWasAskedUnder(String row) {
    String[] cells = row.split("\\|");

    assertThat(fixture.get(cells[1]).ok())
        .containsEntry("issuer", fixture.base() + cells[0])
        .containsEntry("token_endpoint", fixture.base() + cells[2]);
  }

  @Test
  void instanceDiscoveryKnowsThisGatewayOnly() {
    String ours = fixture.base() + "/glasses/oauth2/v2.0/authorize";
    String path = "/common/discovery/instance?api-version=1.1&authorization_endpoint=";

    assertThat(fixture.get(path + ours).ok())
        .containsEntry(
            "tenant_discovery_endpoint",
            fixture.base() + "/glasses/v2.0/.well-known/openid-configuration");
    fixture.get(path + "https://elsewhere/glasses/oauth2").refused(400, "invalid_instance");
  }
}
