// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The requests of a sample device: plain HTTP, as any device would send them. */
final class DemoWire {

  private static final String CLIENT = "fleetauth-device";
  private static final String WAIT_SECONDS = "25";

  private final HttpClient http = HttpClient.newHttpClient();
  private final String gateway;
  private final String authority;

  DemoWire(String gateway, String authority) {
    this.gateway = gateway;
    this.authority = authority;
  }

  /** An answer; {@code body} is empty where there was no JSON. */
  record Answer(int status, JsonNode body) {

    String text(String member) {
      return body.path(member).asString("");
    }
  }

  Mono<Answer> deviceCode() {
    var form = Map.of("client_id", CLIENT);
    return send(post(gateway + "/dev/oauth2/v2.0/devicecode", form));
  }

  /** Is answered when something happens, or after a while (RFC 7240 {@code wait}). */
  Mono<Answer> poll(String deviceCode) {
    var form =
        Map.of(
            "client_id",
            CLIENT,
            "grant_type",
            "urn:ietf:params:oauth:grant-type:device_code",
            "device_code",
            deviceCode);
    return send(
        post(gateway + "/dev/oauth2/v2.0/token", form).header("Prefer", "wait=" + WAIT_SECONDS));
  }

  Mono<Answer> token(String handle) {
    return send(get(gateway + "/v1/token", handle));
  }

  /** The authority's protected sample API. */
  Mono<Answer> me(String accessToken) {
    return send(get(authority + "/api/me", accessToken));
  }

  Mono<Answer> approve(String userCode, String controlToken) {
    String body = new JsonLine().with("user_code", userCode).toString();
    return send(
        HttpRequest.newBuilder(URI.create(authority + "/control/approve"))
            .header("Authorization", "Bearer " + controlToken)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private static HttpRequest.Builder get(String url, String bearer) {
    return HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + bearer);
  }

  private static HttpRequest.Builder post(String url, Map<String, String> form) {
    String body =
        form.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), UTF_8))
            .collect(joining("&"));
    return HttpRequest.newBuilder(URI.create(url))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(body));
  }

  private Mono<Answer> send(HttpRequest.Builder request) {
    return Mono.fromFuture(() -> http.sendAsync(request.build(), BodyHandlers.ofString(UTF_8)))
        .map(DemoWire::answer);
  }

  private static Answer answer(HttpResponse<String> response) {
    String body = response.body().isBlank() ? "{}" : response.body();
    return new Answer(response.statusCode(), JsonMapper.shared().readTree(body));
  }
}
