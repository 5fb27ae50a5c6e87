// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.ConnectionProvider;

/**
 * Stands between the gateways and the authority: lets every request through once, notes what became
 * of its answer, and can reset all connections.
 */
final class AuthorityProxy implements AutoCloseable {

  /** When a connection from a gateway ended, milliseconds since the epoch. */
  static final AttributeKey<Long> CLOSED_AT = AttributeKey.valueOf("fleetauth.closed-at");

  private static final int CONNECTIONS = 256;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
  private static final Set<String> OF_THE_CONNECTION =
      Set.of("connection", "content-length", "transfer-encoding", "host", "keep-alive");

  private final HttpClient authority;
  private final Observer observer;
  private final Set<Channel> connections = ConcurrentHashMap.newKeySet();
  private final DisposableServer server;

  /** A request. */
  record Asked(String path, String body, Channel connection, long at) {}

  /** An answer. */
  record Answered(int status, HttpHeaders headers, String body, long at) {}

  /** Is told what went through. */
  interface Observer {

    /** Tells of a request before it goes on. */
    void asked(Asked asked);

    /**
     * Tells of its answer.
     *
     * @param answered null when the authority gave none
     * @param delivered whether the connection was there to take it
     */
    void answered(Asked asked, @Nullable Answered answered, boolean delivered);
  }

  private AuthorityProxy(int port, int authorityPort, Observer observer) {
    var pool =
        ConnectionProvider.builder("authority")
            .maxConnections(CONNECTIONS)
            .pendingAcquireMaxCount(-1)
            .build();
    this.observer = observer;
    this.authority =
        // a request that is sent twice would be a fault of the proxy's own
        HttpClient.create(pool).disableRetry(true).baseUrl("http://127.0.0.1:" + authorityPort);
    this.server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(port)
            .doOnConnection(this::connected)
            .handle(this::serve)
            .bindNow();
  }

  static AuthorityProxy start(int port, int authorityPort, Observer observer) {
    return new AuthorityProxy(port, authorityPort, observer);
  }

  private void connected(Connection connection) {
    Channel channel = connection.channel();
    connections.add(channel);
    channel.closeFuture().addListener(closed -> disconnected(channel));
  }

  private void disconnected(Channel channel) {
    channel.attr(CLOSED_AT).set(System.currentTimeMillis());
    connections.remove(channel);
  }

  /** Ends all connections as a broken network does, and returns how many. */
  int reset() {
    int count = 0;
    for (Channel channel : connections) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.close();
      count++;
    }
    return count;
  }

  private Publisher<Void> serve(HttpServerRequest request, HttpServerResponse response) {
    return request
        .receive()
        .aggregate()
        .asString(UTF_8)
        .defaultIfEmpty("")
        .flatMap(body -> serve(request, body, response));
  }

  private Mono<Void> serve(HttpServerRequest request, String body, HttpServerResponse response) {
    var channel = new Channel[1];
    request.withConnection(connection -> channel[0] = connection.channel());
    var asked = new Asked(request.uri(), body, channel[0], System.currentTimeMillis());
    observer.asked(asked);
    Mono<Answered> answer = forward(request.method(), request.requestHeaders(), asked).cache();
    answer.subscribe(
        answered -> observer.answered(asked, answered, asked.connection().isActive()),
        failure -> observer.answered(asked, null, false));
    return answer
        .flatMap(answered -> Mono.from(write(answered, response)))
        .onErrorResume(failure -> Mono.fromRunnable(() -> asked.connection().close()));
  }

  /** Goes on when the connection that asked is gone: the authority has the request. */
  private Mono<Answered> forward(HttpMethod method, HttpHeaders headers, Asked asked) {
    HttpHeaders sent = headers.copy();
    OF_THE_CONNECTION.forEach(sent::remove);
    return authority
        .headers(all -> all.add(sent))
        .request(method)
        .uri(asked.path())
        .send(
            asked.body().isEmpty() ? Mono.empty() : ByteBufFlux.fromString(Mono.just(asked.body())))
        .responseSingle(
            (head, content) ->
                content.asString(UTF_8).defaultIfEmpty("").map(text -> answered(head, text)));
  }

  private static Answered answered(HttpClientResponse head, String body) {
    return new Answered(
        head.status().code(), head.responseHeaders(), body, System.currentTimeMillis());
  }

  private static Publisher<Void> write(Answered answered, HttpServerResponse response) {
    HttpHeaders sent = answered.headers().copy();
    OF_THE_CONNECTION.forEach(sent::remove);
    return response
        .status(answered.status())
        .headers(sent.set("content-length", answered.body().getBytes(UTF_8).length))
        .sendString(Mono.just(answered.body()));
  }

  @Override
  public void close() {
    server.disposeNow(STOP_LIMIT);
  }
}
