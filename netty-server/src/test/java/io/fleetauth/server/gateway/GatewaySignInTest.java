// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import static io.fleetauth.server.gateway.GatewayFixture.CLIENT;
import static io.fleetauth.server.gateway.GatewayFixture.OTHER_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.fleetauth.endpoint.ScriptedAuthorizationServer;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.LimitExceededException;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.oauth.UnavailableException;
import io.fleetauth.server.gateway.GatewayFixture.Answer;
import io.fleetauth.session.InMemorySessionStore;
import io.fleetauth.session.SessionQuery;
import io.fleetauth.session.SessionRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The device grant through the gateway, RFC 8628, as a device sees it. */
class GatewaySignInTest {

  static final Duration INTERVAL = Duration.ofSeconds(5);

  final GatewayFixture fixture = new GatewayFixture();

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void deviceGetsTheUpstreamUserCodeButItsOwnDeviceCode() {
    Answer answer = fixture.deviceCode(CLIENT);

    assertThat(answer.ok())
        .containsEntry("user_code", "USER-1")
        .containsEntry("verification_uri", "https://as.example/activate")
        .containsEntry("expires_in", 900)
        .containsEntry("interval", 5)
        .containsEntry(
            "message", "To sign in, open https://as.example/activate and enter the code USER-1.");
    assertThat(answer.json().get("device_code").toString()).startsWith("fdc_").hasSize(47);
    assertThat(answer.text()).doesNotContain("device-1");
    assertThat(answer.header("cache-control")).isEqualTo("no-store");
  }

  @ParameterizedTest
  @ValueSource(strings = {"device_code", "urn:ietf:params:oauth:grant-type:device_code"})
  void approvedSignInGivesTokenHandleAndIdToken(String grantType) throws Exception {
    Object code = fixture.deviceCode().get("device_code");
    fixture.poll(code).refused(400, "authorization_pending");
    fixture.approve("a");
    fixture.pass(INTERVAL.plusSeconds(1));

    Answer answer =
        fixture.post(
            "/glasses/oauth2/v2.0/token",
            "grant_type",
            grantType,
            "device_code",
            code.toString(),
            "client_id",
            CLIENT,
            "client_info",
            "1",
            "x-client-SKU",
            "MSAL.Java");

    Map<String, Object> tokens = answer.ok();
    assertThat(tokens)
        .containsEntry("access_token", "access-a")
        .containsEntry("token_type", "Bearer")
        .containsEntry("expires_in", 3599); // the poll was answered a second ago
    assertThat(Scopes.of(tokens.get("scope").toString()))
        .isEqualTo(Scopes.of("api openid profile offline_access"));
    assertThat(tokens.get("refresh_token").toString()).startsWith("fsh_");
    assertThat(answer.text()).doesNotContain("refresh-a");
    verifyIdToken(tokens.get("id_token").toString());
    assertThat(decode(tokens.get("client_info").toString()))
        .isEqualTo("{\"uid\":\"user\",\"utid\":\"glasses\"}");
  }

  private void verifyIdToken(String idToken) throws Exception {
    var metadata = fixture.get("/glasses/v2.0/.well-known/openid-configuration").ok();
    var jwks = fixture.get(metadata.get("jwks_uri").toString().substring(fixture.base().length()));
    var token = SignedJWT.parse(idToken);
    var key = JWKSet.parse(jwks.text()).getKeyByKeyId(token.getHeader().getKeyID());
    assertThat(token.verify(new RSASSAVerifier(key.toRSAKey()))).isTrue();
    assertThat(token.getJWTClaimsSet().getIssuer()).isEqualTo(metadata.get("issuer"));
    assertThat(token.getJWTClaimsSet().getAudience()).containsExactly(CLIENT);
    assertThat(token.getJWTClaimsSet().getStringClaim("preferred_username"))
        .isEqualTo("user@example");
  }

  private static String decode(String base64) {
    return new String(Base64.getUrlDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  @Test
  void pendingPollsAreAnsweredFromMemory() {
    var counting = new CountingStore(new InMemorySessionStore());
    try (var other = new GatewayFixture(GatewayFixture.config(), counting)) {
      Object code = other.deviceCode().get("device_code");
      other.pass(INTERVAL); // before its first poll upstream the gateway looks once whose it is
      int reads = counting.reads.get();

      for (int i = 0; i < 3; i++) {
        other.poll(code).refused(400, "authorization_pending");
        other.pass(INTERVAL);
      }

      assertThat(counting.reads.get()).isEqualTo(reads);
    }
  }

  @Test
  void pollBeforeTheIntervalIsToldToSlowDownButAnApprovedCodeIsHandedOut() {
    Object code = fixture.deviceCode().get("device_code");
    fixture.poll(code).refused(400, "authorization_pending"); // MSAL polls at once
    fixture.pass(Duration.ofSeconds(2));
    fixture.poll(code).refused(400, "slow_down");
    fixture.approve("a");
    fixture.pass(Duration.ofSeconds(4));

    assertThat(fixture.poll(code).ok()).containsEntry("access_token", "access-a");
  }

  @Test
  void clientThatKeepsTheIntervalIsNeverToldToSlowDown() {
    Object code = fixture.deviceCode().get("device_code");
    for (int i = 0; i < 20; i++) {
      fixture.poll(code).refused(400, "authorization_pending");
      fixture.pass(INTERVAL.minusMillis(i % 2 == 0 ? 40 : -40));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "access_denied, access_denied",
    "expired_token, expired_token",
    "invalid_client, invalid_grant",
    "something_new, invalid_grant"
  })
  void upstreamRefusalReachesTheDevice(String upstream, String device) {
    Object code = fixture.deviceCode().get("device_code");
    fixture.upstream.exchanges.thenError(
        ScriptedAuthorizationServer.refused(new ErrorCode(upstream)));
    fixture.pass(INTERVAL.plusSeconds(1));

    fixture.poll(code).refused(400, device);
    fixture.poll(code).refused(400, device);
  }

  @Test
  void codeExpiresWithTheUpstreamOne() {
    Object code = fixture.deviceCode().get("device_code");
    fixture.pass(Duration.ofMinutes(15).plusSeconds(1));

    fixture.poll(code).refused(400, "expired_token");
  }

  @Test
  void cancelledSignInIsDenied() {
    Object code = fixture.deviceCode().get("device_code");
    var pending = fixture.admin("GET", "/v1/sign-ins", null).ok();
    var device = ((Map<?, ?>) ((List<?>) pending.get("sessions")).get(0)).get("device");
    assertThat(fixture.admin("DELETE", "/v1/sign-ins/glasses/" + device, null).status())
        .isEqualTo(204);

    fixture.poll(code).refused(400, "access_denied");
  }

  @Test
  void unknownCodeIsAnInvalidGrant() {
    fixture.poll("fdc_nobody").refused(400, "invalid_grant");
  }

  @Test
  void codeOfAnotherClientIsRefusedAndBurned() {
    Object code = fixture.deviceCode().get("device_code");

    fixture.poll(code, OTHER_CLIENT).refused(400, "invalid_grant");

    fixture.poll(code).refused(400, "access_denied");
    fixture.approve("a");
    fixture.pass(INTERVAL.multipliedBy(2));
    fixture.poll(code).refused(400, "access_denied");
  }

  @Test
  void approvedCodeOfAnotherClientIsBurnedWithItsSession() {
    Object code = fixture.deviceCode().get("device_code");
    fixture.approve("a");
    fixture.pass(INTERVAL.plusSeconds(1));

    fixture.poll(code, OTHER_CLIENT).refused(400, "invalid_grant");

    fixture.poll(code).refused(400, "invalid_grant");
  }

  @Test
  void lostAnswerMayBeAskedForAgainForAMinute() {
    Object code = fixture.deviceCode().get("device_code");
    fixture.approve("a");
    fixture.pass(INTERVAL.plusSeconds(1));
    Object handle = fixture.poll(code).ok().get("refresh_token");

    fixture.pass(Duration.ofSeconds(59));
    assertThat(fixture.poll(code).ok()).containsEntry("refresh_token", handle);
    fixture.pass(Duration.ofSeconds(2));
    fixture.poll(code).refused(400, "invalid_grant");
    assertThat(fixture.read(handle.toString()).status()).isEqualTo(200);
  }

  @Test
  void codeIsSpentOnceItsHandleIsUsed() {
    Object code = fixture.deviceCode().get("device_code");
    fixture.approve("a");
    fixture.pass(INTERVAL.plusSeconds(1));
    String handle = fixture.poll(code).ok().get("refresh_token").toString();

    assertThat(fixture.read(handle).status()).isEqualTo(200);

    fixture.poll(code).refused(400, "invalid_grant");
  }

  @Test
  void pendingSignInGoesOnAfterARestart() {
    Object code = fixture.deviceCode().get("device_code");
    fixture.restart();
    fixture.poll(code).refused(400, "authorization_pending");
    fixture.approve("a");
    fixture.pass(INTERVAL.multipliedBy(2).plusSeconds(1));

    assertThat(fixture.poll(code).ok()).containsEntry("access_token", "access-a");
  }

  @Test
  void heldPollIsAnsweredAsSoonAsSomethingHappens() {
    Object code = fixture.deviceCode().get("device_code");
    CompletableFuture<Answer> held = held(code, 30);
    fixture.approve("a");

    GatewayFixture.await(held::isDone, () -> step(held, Duration.ofSeconds(29)));

    Answer answer = held.join();
    assertThat(answer.ok()).containsEntry("access_token", "access-a");
    assertThat(answer.header("preference-applied")).isEqualTo("wait=30");
  }

  @Test
  void heldPollIsPendingWhenNothingHappens() {
    Object code = fixture.deviceCode().get("device_code");
    CompletableFuture<Answer> held = held(code, 3);
    fixture.pass(Duration.ofMillis(2900));
    assertThat(held).isNotDone();

    GatewayFixture.await(held::isDone, () -> step(held, Duration.ofSeconds(4)));

    assertThat(held.join().refused(400, "authorization_pending").header("preference-applied"))
        .isEqualTo("wait=3");
  }

  /** Returns once the gateway waits for something. */
  private CompletableFuture<Answer> held(Object code, int seconds) {
    long before = fixture.time.getScheduledTaskCount();
    var request =
        fixture
            .postRequest("/glasses/oauth2/v2.0/token", GatewayFixture.pollForm(code, CLIENT))
            .header("prefer", "wait=" + seconds);
    CompletableFuture<Answer> answer = fixture.send(request);
    GatewayFixture.await(() -> fixture.time.getScheduledTaskCount() > before, () -> {});
    return answer;
  }

  /** Lets time pass, but not beyond {@code until} after the epoch. */
  private void step(CompletableFuture<Answer> held, Duration until) {
    if (!held.isDone() && fixture.clock.millis() < until.toMillis()) {
      fixture.pass(Duration.ofMillis(100));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/glasses/oauth2/v2.0/devicecode | scope=api | 400 | invalid_request",
        "/glasses/oauth2/v2.0/devicecode | client_id=nobody | 401 | invalid_client",
        "/none/oauth2/v2.0/devicecode | client_id=fleetauth-device | 404 | not_found",
        "/glasses/oauth2/v2.0/token | client_id=fleetauth-device | 400 | invalid_request",
        "/glasses/oauth2/v2.0/token | client_id=fleetauth-device&grant_type=password | 400 | unsupported_grant_type",
        "/glasses/oauth2/v2.0/token | client_id=fleetauth-device&grant_type=device_code | 400 | invalid_request",
        "/glasses/oauth2/v2.0/token | client_id=nobody&grant_type=device_code&device_code=x | 401 | invalid_client",
        "/glasses/oauth2/v2.0/token | client_id=fleetauth-device&grant_type=refresh_token | 400 | invalid_request",
        "/glasses/oauth2/v2.0/token | client_id=fleetauth-device&grant_type=refresh_token&refresh_token=x | 400 | invalid_grant",
        "/glasses/oauth2/v2.0/revoke | client_id=fleetauth-device | 400 | invalid_request"
      })
  void badRequestsAreRefused(String path, String form, int status, String error) {
    String[] pairs = form.split("[=&]");

    fixture.post(path, pairs).refused(status, error);
  }

  @Test
  void upstreamTroubleIsTemporaryAndTellsNothing() {
    fixture.upstream.authorizations.thenError(
        new UnavailableException(429, Duration.ofSeconds(17), "hush"));
    Answer busy = fixture.deviceCode(CLIENT).refused(503, "temporarily_unavailable");
    assertThat(busy.header("retry-after")).isEqualTo("17");
    assertThat(busy.text()).doesNotContain("hush");

    fixture.upstream.authorizations.thenError(new LimitExceededException("exchanges", 1));
    Answer full = fixture.deviceCode(CLIENT).refused(503, "temporarily_unavailable");
    assertThat(full.text()).contains("exchanges");
  }

  @Test
  void pendingSignInsAreBounded() {
    var limits = new GatewayLimits(1, null, null);
    var config = GatewayFixture.config().withLimits(limits);
    try (var small = new GatewayFixture(config, new InMemorySessionStore())) {
      small.deviceCode();

      Answer refused = small.deviceCode(CLIENT).refused(503, "temporarily_unavailable");
      assertThat(refused.text()).contains("pending");
      assertThat(refused.header("retry-after")).isNotNull();
    }
  }

  @Test
  void storeHasOnlyHashesOfWhatDevicesHold() {
    Object code = fixture.deviceCode().get("device_code");
    fixture.approve("a");
    fixture.pass(INTERVAL.plusSeconds(1));
    String handle = fixture.poll(code).ok().get("refresh_token").toString();

    List<SessionRecord> stored =
        fixture.store.list(new SessionQuery(null, null, null, null, 10)).collectList().block();

    assertThat(stored).hasSize(1);
    SessionRecord record = stored.get(0);
    assertThat(record.handle()).isEqualTo(DeviceSecrets.handleHash(handle));
    String opened = fixture.sealer.open(record.key(), record.sealed()).toString();
    assertThat(record + opened + record.code() + record.handle())
        .doesNotContain(handle)
        .doesNotContain(code.toString());
  }
}
