// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.fleetauth.secrets.Secrets;
import io.fleetauth.server.reply.Json;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** An authority on a loopback port with a clock that tests move. */
final class AuthorityServer implements AutoCloseable {

  static final String DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";
  static final String DEV = "fleetauth-dev";

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private HttpClient client = HttpClient.newHttpClient();
  private final Path folder;
  private final AuthorityConfig config;
  private Authority authority;
  private DisposableServer server;
  private int port;

  AuthorityServer(AuthorityConfig config, Path folder) {
    this.config = config;
    this.folder = folder;
    start();
  }

  private void start() {
    var clock =
        new Clock() {
          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return now.get();
          }
        };
    authority =
        Objects.requireNonNull(
            Authority.open(config, folder, clock, Schedulers.parallel()).block());
    server = HttpServer.create().host("127.0.0.1").port(port).handle(authority.handler()).bindNow();
    port = server.port();
  }

  void restart() {
    close();
    client = HttpClient.newHttpClient(); // the old one holds connections to the old process
    start();
  }

  @Override
  public void close() {
    server.disposeNow();
    authority.close().onErrorResume(e -> Mono.empty()).block();
  }

  void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  String origin() {
    return "http://127.0.0.1:" + port;
  }

  record Answer(int status, Map<String, Object> json, HttpResponse<String> http) {
    String text(String member) {
      return (String) json.get(member);
    }

    String error() {
      return status + " " + json.get("error");
    }
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    return sendLater(request).join();
  }

  private CompletableFuture<HttpResponse<String>> sendLater(HttpRequest.Builder request) {
    HttpRequest asked = request.build();
    Secrets.ALL.addAuthorization(asked.headers().firstValue("authorization").orElse(null));
    return client
        .sendAsync(asked, BodyHandlers.ofString())
        .whenComplete(
            (answer, failure) -> Secrets.ALL.addBody(answer == null ? "" : answer.body()));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(origin() + path));
  }

  Answer get(String path) {
    return answer(send(request(path)));
  }

  Answer get(String path, String bearer) {
    return answer(send(request(path).header("authorization", "Bearer " + bearer)));
  }

  private static Answer answer(HttpResponse<String> http) {
    boolean json = http.headers().firstValue("content-type").orElse("").contains("json");
    boolean object = json && http.body().startsWith("{");
    return new Answer(
        http.statusCode(), object ? Json.object(http.body().getBytes(UTF_8)) : Map.of(), http);
  }

  static String form(String... pairs) {
    var parameters = new LinkedHashMap<String, String>();
    for (int i = 0; i < pairs.length; i += 2) {
      parameters.put(pairs[i], pairs[i + 1]);
    }
    return parameters.entrySet().stream()
        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), UTF_8))
        .collect(joining("&"));
  }

  Answer post(String endpoint, String... pairs) {
    return postLater(endpoint, pairs).join();
  }

  CompletableFuture<Answer> postLater(String endpoint, String... pairs) {
    return postLaterTo("contoso", endpoint, pairs);
  }

  Answer postTo(String tenant, String endpoint, String... pairs) {
    return postLaterTo(tenant, endpoint, pairs).join();
  }

  private CompletableFuture<Answer> postLaterTo(String tenant, String endpoint, String... pairs) {
    Secrets.ALL.addBody(form(pairs));
    var request =
        request("/" + tenant + "/oauth2/v2.0/" + endpoint)
            .POST(BodyPublishers.ofString(form(pairs)));
    return sendLater(request).thenApply(AuthorityServer::answer);
  }

  Answer control(String method, String path, String json) {
    return answer(
        send(
            request("/control/" + path)
                .header("authorization", "Bearer " + authority.controlToken().value())
                .method(method, BodyPublishers.ofString(json))));
  }

  void approve(Answer device) {
    control("POST", "approve", "{\"user_code\":\"" + device.text("user_code") + "\"}");
  }

  Answer device(String scope) {
    return post("devicecode", "client_id", DEV, "scope", scope);
  }

  Answer poll(Answer device) {
    return post(
        "token",
        "grant_type",
        DEVICE_CODE,
        "client_id",
        DEV,
        "device_code",
        device.text("device_code"));
  }

  Answer signedIn(String scope) {
    var device = device(scope);
    approve(device);
    return poll(device);
  }

  Answer refresh(String token) {
    return post("token", "grant_type", "refresh_token", "client_id", DEV, "refresh_token", token);
  }

  CompletableFuture<Answer> refreshLater(String token) {
    return postLater(
        "token", "grant_type", "refresh_token", "client_id", DEV, "refresh_token", token);
  }

  Answer introspect(String token) {
    return post(
        "introspect",
        "client_id",
        "fleetauth-service",
        "client_secret",
        "fleetauth-service-secret",
        "token",
        token);
  }

  long count(String entry) {
    return ((Number) control("GET", "ledger", "").json().get(entry)).longValue();
  }

  Instant now() {
    return now.get();
  }

  ServiceAccounts services() {
    return authority.services();
  }

  String controlToken() {
    return authority.controlToken().value();
  }
}
