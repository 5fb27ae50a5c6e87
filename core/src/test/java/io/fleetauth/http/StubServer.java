// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static java.util.stream.Collectors.toMap;

import io.fleetauth.oauth.AuthorizationServerMetadata;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.secrets.Secrets;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A real HTTP server on a loopback port that answers what a test wants, and keeps what it got. */
public final class StubServer implements AutoCloseable {

  public interface Handler
      extends BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {}

  /** One request as it came. */
  public record Asked(String method, String uri, HttpHeaders headers, String body) {

    public Map<String, String> form() {
      return Stream.of(body.split("&"))
          .map(pair -> pair.split("=", 2))
          .collect(toMap(pair -> decode(pair[0]), pair -> decode(pair[1])));
    }

    private static String decode(String value) {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    }
  }

  private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final DisposableServer server;

  public StubServer() {
    this(HttpServer.create());
  }

  StubServer(HttpServer base) {
    server = base.host("127.0.0.1").port(0).handle(this::answer).bindNow();
  }

  public String base() {
    return "http://127.0.0.1:" + server.port();
  }

  int port() {
    return server.port();
  }

  public AuthorizationServerMetadata metadata() {
    return new AuthorizationServerMetadata(
        base(),
        URI.create(base() + "/token"),
        URI.create(base() + "/device"),
        URI.create(base() + "/revoke"),
        URI.create(base() + "/keys"),
        null);
  }

  public ClientRegistration registration() {
    return ClientRegistration.of(metadata(), "client-1");
  }

  public StubServer on(String path, Handler handler) {
    handlers.put(path, handler);
    return this;
  }

  public StubServer on(String path, int status, String body, String... headers) {
    return on(path, (request, response) -> reply(response, status, body, headers));
  }

  public static Publisher<Void> reply(
      HttpServerResponse response, int status, String body, String... headers) {
    Secrets.ALL.addBody(body);
    response.status(status).header("Content-Type", "application/json");
    for (int i = 0; i < headers.length; i += 2) {
      response.header(headers[i], headers[i + 1]);
    }
    return response.sendString(Mono.just(body));
  }

  /** Returns the requests so far, oldest first. */
  public List<Asked> asked() {
    return List.copyOf(asked);
  }

  public Asked last() {
    return asked.get(asked.size() - 1);
  }

  public int count(String path) {
    return (int) asked.stream().filter(a -> a.uri().equals(path)).count();
  }

  private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
    Handler handler = handlers.getOrDefault(request.uri(), (q, r) -> reply(r, 404, "nothing"));
    return request
        .receive()
        .aggregate()
        .asString()
        .defaultIfEmpty("")
        .doOnNext(body -> asked.add(asked(request, body)))
        .thenMany(Mono.defer(() -> Mono.from(handler.apply(request, response))))
        .then();
  }

  private static Asked asked(HttpServerRequest request, String body) {
    Secrets.ALL.addBody(body).addAuthorization(request.requestHeaders().get("authorization"));
    return new Asked(request.method().name(), request.uri(), request.requestHeaders().copy(), body);
  }

  @Override
  public void close() {
    server.disposeNow();
  }
}
