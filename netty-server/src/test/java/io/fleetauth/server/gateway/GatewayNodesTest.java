// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import static io.fleetauth.server.gateway.GatewayFixture.CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.server.gateway.GatewayFixture.Answer;
import io.fleetauth.session.SharedStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two gateways over one store: any of them answers any device. */
class GatewayNodesTest {

  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final SharedStore shared = new SharedStore();
  private final SharedStore.Node firstNode = shared.node("first");
  private final GatewayFixture first = new GatewayFixture(GatewayFixture.config(), firstNode);
  private final GatewayFixture second = new GatewayFixture(first, shared.node("second"));

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  private Object approved() {
    Object code = first.deviceCode().get("device_code");
    first.approve("a");
    first.pass(INTERVAL.plusSeconds(1));
    return code;
  }

  @Test
  void deviceMayPollReadAndSignOutAtAnyNode() {
    Object code = first.deviceCode().get("device_code");
    second.poll(code).refused(400, "authorization_pending");
    second.poll(code).refused(400, "slow_down");
    first.approve("a");
    first.pass(Duration.ofSeconds(11));
    Map<String, Object> tokens = second.poll(code).ok();
    assertThat(tokens).containsEntry("access_token", "access-a");
    String handle = tokens.get("refresh_token").toString();
    assertThat(first.read(handle).ok()).containsEntry("access_token", "access-a");
    assertThat(second.read(handle).ok()).containsEntry("access_token", "access-a");
    second.delete("/v1/token", "authorization", "Bearer " + handle);
    assertThat(first.read(handle).status()).isEqualTo(401);
    assertThat(second.read(handle).status()).isEqualTo(401);
  }

  @Test
  void heldPollIsAnsweredAsSoonAsTheOtherNodeHasTheTokens() {
    Object code = first.deviceCode().get("device_code");
    long before = first.time.getScheduledTaskCount();
    CompletableFuture<Answer> held =
        second.send(
            second
                .postRequest("/glasses/oauth2/v2.0/token", GatewayFixture.pollForm(code, CLIENT))
                .header("prefer", "wait=30"));
    GatewayFixture.await(() -> first.time.getScheduledTaskCount() > before, () -> {});
    first.approve("a");
    first.pass(INTERVAL.plusSeconds(1)); // much less than the poll is held for
    GatewayFixture.await(held::isDone, () -> {});
    assertThat(held.join().ok()).containsEntry("access_token", "access-a");
    assertThat(held.join().header("preference-applied")).isEqualTo("wait=30");
  }

  @Test
  void answerThatWasLostMayBeHadFromTheOtherNodeForAWhile() {
    first.pass(Duration.ofHours(1)); // long after both have started
    Object code = approved();
    Object handle = first.poll(code).ok().get("refresh_token");
    assertThat(second.poll(code).ok()).containsEntry("refresh_token", handle);
    second.pass(Duration.ofSeconds(61));
    second.poll(code).refused(400, "invalid_grant");
    assertThat(first.read(handle.toString()).status()).isEqualTo(200);
  }

  @Test
  void codeThatWasRedeemedLongAgoIsNoGoodAtANodeThatNeverSawIt() {
    Object code = approved();
    first.poll(code).ok();
    second.pass(Duration.ofMinutes(16));
    second.poll(code).refused(400, "invalid_grant");
  }

  @Test
  void signInIsCancelledAtAnyNode() {
    Object code = first.deviceCode().get("device_code");
    String device = device(second);
    assertThat(second.admin("DELETE", "/v1/sign-ins/glasses/" + device, null).status())
        .isEqualTo(204);
    int polls = first.upstream.exchanges.count();
    first.pass(Duration.ofMinutes(1));
    assertThat(first.upstream.exchanges.count()).isEqualTo(polls);
    first.poll(code).refused(400, "access_denied");
  }

  private static String device(GatewayFixture node) {
    return node.gateway.sessions().list(GatewayFixture.all()).blockFirst().key().device().value();
  }

  @Test
  void signInOfANodeThatDiesIsBroughtToItsEndByTheOther() {
    Object code = first.deviceCode().get("device_code");
    firstNode.gone();
    second.approve("a");
    second.pass(INTERVAL.multipliedBy(2).plusSeconds(1));
    assertThat(second.upstream.exchanges.count()).isEqualTo(1);
    assertThat(second.poll(code).ok()).containsEntry("access_token", "access-a");
  }
}
