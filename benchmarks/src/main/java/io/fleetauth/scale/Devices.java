// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.scale;

import io.fleetauth.scale.HttpCaller.Answer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** What devices say to a gateway: plain OAuth, and the token read with their handle. */
final class Devices {

  private final HttpCaller http;

  /**
   * @param server scheme, host and port
   */
  Devices(String server) {
    this.http = new HttpCaller(server);
  }

  /**
   * A sign-in under way.
   *
   * @param deviceCode the secret to poll with
   * @param userCode what the person would enter
   * @param interval wait between polls
   */
  record SignIn(String deviceCode, String userCode, Duration interval) {

    @Override
    public String toString() {
      return "SignIn[" + userCode + "]";
    }
  }

  /** Asks for a code. */
  Mono<SignIn> start(String registration) {
    var form = Map.of("client_id", StubAuthority.CLIENT, "scope", "openid offline_access api");
    return post("/" + registration + "/oauth2/v2.0/devicecode", form).map(Devices::started);
  }

  private static SignIn started(Answer answer) {
    if (answer.status() != 200) {
      throw new IllegalStateException("no code: " + answer.status() + " " + answer.body());
    }
    JsonNode json = answer.json();
    return new SignIn(
        json.get("device_code").stringValue(),
        json.get("user_code").stringValue(),
        Duration.ofSeconds(json.get("interval").intValue()));
  }

  /** Polls at the interval until there are tokens, and emits the session handle. */
  Mono<String> await(String registration, SignIn signIn) {
    var form =
        Map.of(
            "client_id",
            StubAuthority.CLIENT,
            "grant_type",
            "urn:ietf:params:oauth:grant-type:device_code",
            "device_code",
            signIn.deviceCode());
    long phase = ThreadLocalRandom.current().nextLong(signIn.interval().toMillis());
    return Mono.defer(() -> post("/" + registration + "/oauth2/v2.0/token", form))
        .flatMap(Devices::handle)
        .repeatWhenEmpty(again -> again.delayElements(signIn.interval()))
        .delaySubscription(Duration.ofMillis(phase));
  }

  /** Completes empty while nobody has decided. */
  private static Mono<String> handle(Answer answer) {
    if (answer.status() == 200) {
      return Mono.just(answer.json().get("refresh_token").stringValue());
    }
    return answer.body().contains("authorization_pending")
        ? Mono.empty()
        : Mono.error(new IllegalStateException("poll: " + answer.status() + " " + answer.body()));
  }

  /** Reads the token of a session. */
  Mono<Answer> read(String handle) {
    return http.get("/v1/token", handle);
  }

  /** Emits whether the server at {@code path} answers 200. */
  Mono<Boolean> isUp(String path) {
    return http.isUp(path);
  }

  Mono<Answer> post(String path, Map<String, String> form) {
    return http.post(path, form);
  }
}
