// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import static io.fleetauth.server.gateway.GatewayFixture.CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.endpoint.ScriptedAuthorizationServer;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.server.gateway.GatewayFixture.Answer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What devices see while the gateway stops (promise S5), and after it came back. */
class StoppingTest {

  private static final Duration POLL = Duration.ofSeconds(6);

  private final GatewayFixture fixture = new GatewayFixture();

  @AfterEach
  void stop() {
    fixture.close();
  }

  private CompletableFuture<Answer> held(Object code) {
    long before = fixture.time.getScheduledTaskCount();
    var request =
        fixture
            .postRequest("/glasses/oauth2/v2.0/token", GatewayFixture.pollForm(code, CLIENT))
            .header("prefer", "wait=30");
    CompletableFuture<Answer> answer = fixture.send(request);
    GatewayFixture.await(() -> fixture.time.getScheduledTaskCount() > before, () -> {});
    return answer;
  }

  private void closeGateway() {
    CompletableFuture<Void> closed = fixture.gateway.close().toFuture();
    GatewayFixture.await(closed::isDone, () -> fixture.pass(Duration.ofMillis(100)));
  }

  @Test
  void heldPollIsAnsweredAndTheDeviceGoesOnAfterTheRestart() {
    Object code = fixture.deviceCode().get("device_code");
    CompletableFuture<Answer> poll = held(code);

    closeGateway();

    poll.join().refused(400, "authorization_pending");
    fixture.restart();
    fixture.approve("a");
    fixture.pass(POLL.multipliedBy(2));
    assertThat(fixture.poll(code).ok()).containsEntry("access_token", "access-a");
  }

  @Test
  void readinessSaysSoAndNewWorkIsRefusedForNow() {
    String handle = fixture.signedIn("a");
    fixture.read(handle).ok();

    closeGateway();

    Answer ready = fixture.get("/health/ready");
    assertThat(ready.status()).isEqualTo(503);
    assertThat(ready.text()).contains("\"reason\":\"shutting down\"");
    assertThat(fixture.get("/health/live").status()).isEqualTo(200);
    Answer refused = fixture.deviceCode(CLIENT).refused(503, "temporarily_unavailable");
    assertThat(refused.json()).containsEntry("error_description", "the gateway is stopping");
    assertThat(refused.header("retry-after")).isEqualTo("5");
    assertThat(fixture.read(handle).status()).isIn(200, 503);
  }

  @Test
  void tokenReadUnderWayIsAnswered() {
    String handle = fixture.signedIn("a");
    fixture.restartAfter(GatewayFixture.LIFETIME);
    fixture.upstream.exchanges.thenAfter(
        Duration.ofSeconds(2),
        Mono.fromSupplier(() -> fixture.upstream.tokens("b", GatewayFixture.LIFETIME)));
    int before = fixture.upstream.exchanges.count();
    CompletableFuture<Answer> read =
        fixture.send(fixture.request("/v1/token").header("authorization", "Bearer " + handle));
    GatewayFixture.await(() -> fixture.upstream.exchanges.count() > before, () -> {});

    closeGateway();

    assertThat(read.join().ok()).containsEntry("access_token", "access-b");
  }

  @Test
  void openEventStreamEndsWithTheGateway() {
    CompletableFuture<Answer> stream =
        fixture.send(
            fixture
                .request("/v1/events")
                .header("authorization", "Bearer " + GatewayFixture.ADMIN_TOKEN));

    closeGateway();

    assertThat(stream.join().status()).isEqualTo(200);
  }

  @Test
  void declinedIsLearntAfterARestart() {
    Object code = fixture.deviceCode().get("device_code");
    fixture.upstream.exchanges.thenError(
        ScriptedAuthorizationServer.refused(ErrorCode.ACCESS_DENIED));
    fixture.pass(POLL);

    fixture.restart();

    fixture.poll(code).refused(400, "access_denied");
  }

  @Test
  void expiredBeforeTheRestartIsLearntAfterIt() {
    Object code = fixture.deviceCode().get("device_code");
    fixture.pass(Duration.ofHours(1));

    fixture.restart();

    fixture.poll(code).refused(400, "expired_token");
  }

  @Test
  void expiredWhileNobodyRanIsLearntAfterTheRestart() {
    Object code = fixture.deviceCode().get("device_code");

    fixture.restartAfter(Duration.ofHours(1));

    fixture.poll(code).refused(400, "expired_token");
    fixture.pass(POLL);
    fixture.poll(code).refused(400, "expired_token");
  }

  @Test
  void cancelledIsLearntAfterARestart() {
    Object code = fixture.deviceCode().get("device_code");
    var key =
        fixture
            .gateway
            .sessions()
            .findByHash(DeviceSecrets.codeHash(code.toString(), CLIENT))
            .block()
            .key();
    fixture.admin("DELETE", "/v1/sign-ins/glasses/" + key.device().value(), null);

    fixture.restart();

    fixture.poll(code).refused(400, "access_denied");
  }
}
