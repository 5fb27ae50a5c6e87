// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.By;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The main job on embedded defaults: a device asks, a person approves in a browser, the token stays
 * fresh, and a kill takes nothing back.
 */
class DevEndToEndTest {

  private static final int TOKEN_LIFE = 10;
  private static final int READS = 30;
  private static final Duration NO_WAIT = Duration.ofSeconds(1);
  private static final String DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";

  private final HttpClient http = HttpClient.newHttpClient();
  private final JsonMapper json = new JsonMapper();

  @Test
  @Timeout(180)
  void aDeviceSignsInStaysSignedInAndSurvivesAKill() throws Exception {
    try (var dev = DevProcess.withTokenLife(TOKEN_LIFE);
        var phone = Chromium.start()) {
      dev.start();
      Map<String, Object> codes = deviceAuthorization(dev);
      approve(phone, codes);
      String handle = (String) redeem(dev, codes).get("refresh_token");

      staysFresh(dev, handle);

      Map<String, Object> pending = deviceAuthorization(dev);
      dev.kill();
      dev.start();
      assertThat(token(dev, handle).statusCode()).isEqualTo(200);
      approve(phone, pending);
      assertThat(redeem(dev, pending)).containsKeys("access_token", "refresh_token", "id_token");
    }
  }

  private void approve(Chromium phone, Map<String, Object> codes) throws IOException {
    String userCode = (String) codes.get("user_code");
    phone.open((String) codes.get("verification_uri_complete"));
    phone.wait(By.name("user_code"));
    phone.picture("1-enter-code");
    phone.press(By.cssSelector("#code-form button[type=submit]"));
    phone.type("username", "demo");
    phone.type("password", "demo");
    phone.picture("2-sign-in");
    phone.press(By.cssSelector("#login-form button[type=submit]"));
    phone.wait(By.id("confirm-form"));
    phone.picture("3-compare-code");
    assertThat(phone.text()).contains(userCode);
    phone.press(By.cssSelector("#confirm-form button[value=approve]"));
    phone.waitUntilGone(By.id("confirm-form"));
    phone.picture("4-done");
  }

  /** Reads every second for three lives of a token. */
  private void staysFresh(DevProcess dev, String handle) {
    Set<Object> seen = new HashSet<>();
    Flux.interval(Duration.ZERO, Duration.ofSeconds(1), Schedulers.boundedElastic())
        .take(READS)
        .doOnNext(second -> seen.add(validWithoutWait(dev, handle)))
        .blockLast();
    assertThat(seen).hasSizeGreaterThanOrEqualTo(3);
  }

  private Object validWithoutWait(DevProcess dev, String handle) {
    Instant start = Instant.now();
    HttpResponse<String> answer = token(dev, handle);
    Instant end = Instant.now();
    Map<String, Object> body = body(answer);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(((Number) body.get("expires_on")).longValue()).isGreaterThan(end.getEpochSecond());
    assertThat(Duration.between(start, end)).isLessThan(NO_WAIT);
    return body.get("access_token");
  }

  private Map<String, Object> deviceAuthorization(DevProcess dev) {
    return body(post(dev, "devicecode", "client_id=fleetauth-device"));
  }

  private Map<String, Object> redeem(DevProcess dev, Map<String, Object> codes) {
    String form =
        "client_id=fleetauth-device&grant_type="
            + URLEncoder.encode(DEVICE_CODE, UTF_8)
            + "&device_code="
            + codes.get("device_code");
    HttpResponse<String> answer = post(dev, "token", form);
    assertThat(answer.statusCode()).as("token answer").isEqualTo(200);
    return body(answer);
  }

  private HttpResponse<String> post(DevProcess dev, String endpoint, String form) {
    return send(
        HttpRequest.newBuilder(URI.create(dev.gateway() + "/dev/oauth2/v2.0/" + endpoint))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Prefer", "wait=30")
            .POST(BodyPublishers.ofString(form)));
  }

  private HttpResponse<String> token(DevProcess dev, String handle) {
    return send(
        HttpRequest.newBuilder(URI.create(dev.gateway() + "/v1/token"))
            .header("Authorization", "Bearer " + handle));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    return http.sendAsync(request.build(), BodyHandlers.ofString()).join();
  }

  private Map<String, Object> body(HttpResponse<String> answer) {
    return json.readValue(answer.body(), new TypeReference<Map<String, Object>>() {});
  }
}
