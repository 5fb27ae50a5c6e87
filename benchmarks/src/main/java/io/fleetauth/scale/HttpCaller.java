// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.scale;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.HttpMethod;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls one server over plain HTTP; emits its answers whatever their status. Thread-safe. */
public final class HttpCaller {

  private static final int CONNECTIONS = 64;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpClient http;

  /**
   * @param server scheme, host and port
   */
  public HttpCaller(String server) {
    this(server, CONNECTIONS);
  }

  /**
   * @param server scheme, host and port
   * @param connections most connections at once; further calls wait
   */
  public HttpCaller(String server, int connections) {
    var pool =
        ConnectionProvider.builder("devices")
            .maxConnections(connections)
            .pendingAcquireMaxCount(-1)
            .pendingAcquireTimeout(Duration.ofMinutes(1))
            .build();
    this.http = HttpClient.create(pool).baseUrl(server);
  }

  /**
   * An answer.
   *
   * @param body may hold secrets
   */
  public record Answer(int status, String body) {

    /** Returns the body; fails when it is not JSON. */
    public JsonNode json() {
      return JSON.readTree(body);
    }

    @Override
    public String toString() {
      return "Answer[" + status + "]";
    }
  }

  /**
   * @param bearer token to send, or null
   */
  public Mono<Answer> get(String path, @Nullable String bearer) {
    return send(HttpMethod.GET, path, bearer, null, "");
  }

  public Mono<Answer> delete(String path, @Nullable String bearer) {
    return send(HttpMethod.DELETE, path, bearer, null, "");
  }

  /** Posts a form. */
  public Mono<Answer> post(String path, Map<String, String> form) {
    return send(HttpMethod.POST, path, null, "application/x-www-form-urlencoded", encoded(form));
  }

  /**
   * Posts JSON.
   *
   * @param bearer token to send, or null
   */
  public Mono<Answer> post(String path, @Nullable String bearer, Object body) {
    String json = JSON.writeValueAsString(body);
    return send(HttpMethod.POST, path, bearer, "application/json", json);
  }

  private Mono<Answer> send(
      HttpMethod method, String path, @Nullable String bearer, @Nullable String type, String body) {
    return http.headers(
            headers -> {
              if (bearer != null) {
                headers.set("authorization", "Bearer " + bearer);
              }
              if (type != null) {
                headers.set("content-type", type);
              }
            })
        .request(method)
        .uri(path)
        .send(type == null ? Mono.empty() : ByteBufFlux.fromString(Mono.just(body)))
        .responseSingle(
            (head, content) ->
                content
                    .asString(UTF_8)
                    .defaultIfEmpty("")
                    .map(text -> new Answer(head.status().code(), text)));
  }

  /** Emits whether the server at {@code path} answers 200. */
  public Mono<Boolean> isUp(String path) {
    return get(path, null).map(answer -> answer.status() == 200).onErrorReturn(false);
  }

  private static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), UTF_8))
        .collect(Collectors.joining("&"));
  }
}
