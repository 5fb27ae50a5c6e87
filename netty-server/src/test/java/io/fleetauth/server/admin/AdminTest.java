// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.server.gateway.CountingStore;
import io.fleetauth.server.gateway.GatewayFixture;
import io.fleetauth.server.gateway.GatewayFixture.Answer;
import io.fleetauth.session.InMemorySessionStore;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

class AdminTest {

  final CountingStore store = new CountingStore(new InMemorySessionStore());
  final GatewayFixture fixture = new GatewayFixture(GatewayFixture.config(), store);

  @AfterEach
  void stop() {
    store.down = false;
    fixture.close();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/sessions",
    "GET, /v1/sessions/glasses/d",
    "DELETE, /v1/sessions/glasses/d",
    "POST, /v1/sessions/glasses/d/refresh",
    "GET, /v1/sign-ins",
    "POST, /v1/sign-ins",
    "DELETE, /v1/sign-ins/glasses/d",
    "GET, /v1/events"
  })
  void onlyTheAdminTokenOpensTheDoor(String method, String path) {
    for (String header : List.of("", "Bearer wrong", "Basic " + GatewayFixture.ADMIN_TOKEN)) {
      var request = fixture.request(path).method(method, BodyPublishers.noBody());
      if (!header.isEmpty()) {
        request.header("authorization", header);
      }
      Answer answer = fixture.send(request).join();
      answer.refused(401, "invalid_token");
      assertThat(answer.header("www-authenticate")).isEqualTo("Bearer");
    }
  }

  @Test
  void listIsPagedAndFiltered() {
    fixture.signedIn("a");
    start(IntStream.range(0, 5).mapToObj(i -> "d" + i).toList());

    List<String> devices = new ArrayList<>();
    Object cursor = "";
    int pages = 0;
    do {
      String next = cursor.equals("") ? "" : "&cursor=" + cursor;
      var page = fixture.admin("GET", "/v1/sessions?limit=2" + next, null).ok();
      sessions(page).forEach(session -> devices.add(session.get("device").toString()));
      cursor = page.get("next");
      pages++;
    } while (cursor != null);

    assertThat(devices).hasSize(6).doesNotHaveDuplicates().contains("d0", "d4");
    assertThat(pages).isEqualTo(3);
    assertThat(listed("state=pending")).hasSize(5);
    assertThat(listed("state=signed_in")).hasSize(1);
    assertThat(listed("user=user@example")).hasSize(1);
    assertThat(listed("registration=none")).isEmpty();
    assertThat(sessions(fixture.admin("GET", "/v1/sign-ins", null).ok())).hasSize(5);
  }

  private List<Map<String, Object>> listed(String query) {
    return sessions(fixture.admin("GET", "/v1/sessions?" + query, null).ok());
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> sessions(Map<String, Object> page) {
    return (List<Map<String, Object>>) page.get("sessions");
  }

  @SuppressWarnings("unchecked")
  private List<Map<String, Object>> start(List<String> devices) {
    var asked = Map.of("registration", "glasses", "devices", devices);
    return (List<Map<String, Object>>)
        fixture.admin("POST", "/v1/sign-ins", asked).ok().get("sign_ins");
  }

  @Test
  void installerStartsManySignInsAndTheDevicesCollect() {
    var started = start(List.of("kiosk-1", "kiosk-2"));

    assertThat(started).extracting("device").containsExactly("kiosk-1", "kiosk-2");
    assertThat(started).extracting("user_code").doesNotHaveDuplicates();
    fixture.approve("a");
    fixture.pass(Duration.ofSeconds(6));
    String signedIn = listed("state=signed_in").get(0).get("device").toString();
    var mine = started.stream().filter(one -> one.get("device").equals(signedIn)).findFirst();
    assertThat(fixture.poll(mine.orElseThrow().get("device_code")).ok())
        .containsEntry("access_token", "access-a");
  }

  @Test
  void sessionIsShownWithoutSecretsRenewedAndEnded() {
    String handle = fixture.signedIn("a");
    String path = "/v1/sessions/glasses/" + listed("state=signed_in").get(0).get("device");

    Answer shown = fixture.admin("GET", path, null);
    assertThat(shown.ok())
        .containsEntry("state", "signed_in")
        .containsEntry("handle_issued", true)
        .containsEntry("renewable", true);
    assertThat(shown.text())
        .doesNotContain("access-a")
        .doesNotContain("refresh-a")
        .doesNotContain(handle);

    fixture.upstream.exchanges.then(
        request -> Mono.just(fixture.upstream.tokens("b", Duration.ofHours(1))));
    fixture.admin("POST", path + "/refresh", null).ok();
    assertThat(fixture.read(handle).ok()).containsEntry("access_token", "access-b");

    assertThat(fixture.admin("DELETE", path, null).status()).isEqualTo(204);
    fixture.read(handle).refused(401, "invalid_token");
    assertThat(fixture.admin("GET", path, null).ok()).containsEntry("reason", "signed_out");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/sessions?limit=0, 400, invalid_request",
    "GET, /v1/sessions?limit=x, 400, invalid_request",
    "GET, /v1/sessions?state=asleep, 400, invalid_request",
    "GET, /v1/sessions?cursor=!, 400, invalid_request",
    "GET, /v1/sessions/none/d, 404, not_found",
    "GET, /v1/sessions/glasses/d, 404, not_found",
    "GET, /v1/sessions/glasses/d%20d, 400, invalid_request",
    "DELETE, /v1/sessions/glasses/d, 404, not_found",
    "POST, /v1/sessions/glasses/d/refresh, 400, invalid_grant",
    "DELETE, /v1/sign-ins/glasses/d, 404, not_found",
    "POST, /v1/sign-ins, 400, invalid_request",
    "PUT, /v1/sessions, 405, method_not_allowed"
  })
  void badRequestsAreRefused(String method, String path, int status, String error) {
    fixture.admin(method, path, null).refused(status, error);
  }

  @Test
  void healthFollowsTheStore() {
    assertThat(fixture.get("/health/live").ok()).containsEntry("status", "up");
    assertThat(fixture.get("/health/ready").ok()).containsEntry("status", "up");

    store.down = true;

    assertThat(fixture.get("/health/ready").status()).isEqualTo(503);
    assertThat(fixture.get("/health/live").status()).isEqualTo(200);
  }

  @Test
  void metricsParseAndHoldNoSecrets() {
    String handle = fixture.signedIn("a");
    fixture.read(handle);
    fixture.read(handle);

    Answer answer = fixture.get("/metrics");

    assertThat(answer.header("content-type")).startsWith("text/plain; version=0.0.4");
    var line = Pattern.compile("#.*|[a-zA-Z_:][a-zA-Z0-9_:]*(\\{.*})? [-+0-9.eEInfNa]+");
    assertThat(answer.text().lines()).allMatch(text -> line.matcher(text).matches());
    assertThat(answer.text())
        .contains("fleetauth_token_reads_total{result=\"hit\"} 1.0")
        .contains("fleetauth_token_reads_total{result=\"miss\"} 1.0")
        .contains("fleetauth_sign_ins_pending{registration=\"glasses\"} 0.0")
        .contains("fleetauth_polls_total{outcome=\"authorized\",registration=\"glasses\"} 1.0")
        .contains("jvm_memory_used_bytes")
        .doesNotContain(handle)
        .doesNotContain("access-a");
  }
}
