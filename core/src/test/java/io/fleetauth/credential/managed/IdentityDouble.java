// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.managed;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fleetauth.secrets.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * A token endpoint of a platform on a loopback port: answers what a test says, keeps what it got.
 */
public final class IdentityDouble implements AutoCloseable {

  /** One request as it came. */
  public record Asked(String method, String path, String query, Headers headers, String body) {

    public String header(String name) {
      return headers.getFirst(name);
    }
  }

  /** One answer; its headers are name and value in turn. */
  public record Answer(int status, String body, String... headers) {}

  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final Deque<Answer> script = new ArrayDeque<>();
  private final HttpServer server;
  private volatile Function<Asked, Answer> rule = request -> new Answer(404, "");

  public IdentityDouble() {
    this(address -> HttpServer.create(address, 0));
  }

  public IdentityDouble(Creation creation) {
    try {
      server = creation.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.start();
  }

  /** Makes the server. */
  public interface Creation {
    HttpServer at(InetSocketAddress address) throws IOException;
  }

  /** Answers so once, before what {@link #always} says; in the order of the calls. */
  public synchronized IdentityDouble once(int status, String body, String... headers) {
    script.add(new Answer(status, body, headers));
    return this;
  }

  public IdentityDouble always(int status, String body, String... headers) {
    return rule(request -> new Answer(status, body, headers));
  }

  public IdentityDouble rule(Function<Asked, Answer> replacement) {
    rule = replacement;
    return this;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public String base() {
    return "http://127.0.0.1:" + port();
  }

  public List<Asked> asked() {
    return List.copyOf(asked);
  }

  public Asked last() {
    return asked.get(asked.size() - 1);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Asked request =
          new Asked(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getPath(),
              exchange.getRequestURI().getRawQuery(),
              exchange.getRequestHeaders(),
              new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      asked.add(request);
      Secrets.ALL.addBody(request.body()).addAuthorization(request.header("Authorization"));
      send(exchange, next(request));
    }
  }

  private synchronized Answer next(Asked request) {
    Answer scripted = script.poll();
    return scripted == null ? rule.apply(request) : scripted;
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    for (int i = 0; i < answer.headers().length; i += 2) {
      exchange.getResponseHeaders().add(answer.headers()[i], answer.headers()[i + 1]);
    }
    Secrets.ALL.addBody(answer.body());
    byte[] body = answer.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
