// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server;

import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Speaks HTTP, or HTTPS with HTTP/1.1 and HTTP/2, on one port, with bounds that suit small requests
 * of many clients.
 */
public final class HttpListener {

  private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);
  private static final Duration IDLE = Duration.ofSeconds(75);
  private static final Duration CUT_WITHIN = Duration.ofSeconds(1);
  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final int MAX_LINE_BYTES = 8 * 1024;

  private final DisposableServer server;
  private final ChannelGroup connections;

  private HttpListener(DisposableServer server, ChannelGroup connections) {
    this.server = server;
    this.connections = connections;
  }

  /**
   * Where to listen.
   *
   * @param port 0 for a free one
   * @param hint how to choose another port, for the message when this one can not be had
   */
  public record Address(String host, int port, String hint) {}

  /**
   * Listens from subscription on. Errors with {@link ListenException}.
   *
   * @param tls certificate and key, or {@code null} for plain HTTP
   */
  public static Mono<HttpListener> bind(
      Address address,
      @Nullable SslContext tls,
      BiFunction<? super HttpServerRequest, ? super HttpServerResponse, ? extends Publisher<Void>>
          handler) {
    var connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    HttpServer plain = bounded(address).channelGroup(connections).handle(handler);
    HttpServer server = tls == null ? plain : secured(plain, tls);
    return server
        .bind()
        .map(DisposableServer.class::cast)
        .map(bound -> new HttpListener(bound, connections))
        .onErrorMap(ChannelBindException.class, e -> explain(address, e));
  }

  /** Speaks HTTP/2 with those who ask for it. */
  private static HttpServer secured(HttpServer plain, SslContext tls) {
    return plain
        .protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
        .secure(spec -> spec.sslContext(tls));
  }

  private static HttpServer bounded(Address address) {
    return HttpServer.create()
        .host(address.host())
        .port(address.port())
        .idleTimeout(IDLE)
        .httpRequestDecoder(
            spec -> spec.maxHeaderSize(MAX_HEADER_BYTES).maxInitialLineLength(MAX_LINE_BYTES));
  }

  private static ListenException explain(Address address, ChannelBindException failure) {
    String place = "port " + address.port() + " on " + address.host();
    Throwable cause = failure.getCause();
    String reason = cause == null ? "" : String.valueOf(cause.getMessage());
    boolean taken = reason.contains("in use");
    String problem = taken ? " is in use" : " can not be had: " + reason;
    return new ListenException(place + problem + "; choose another with " + address.hint());
  }

  /** Returns the port that it listens on. */
  public int port() {
    return server.port();
  }

  /**
   * Takes no new connections; lets answers under way end within {@code limit}; then closes every
   * connection, also those that clients keep for later requests. Blocks.
   */
  public void close(Duration limit) {
    try {
      server.disposeNow(limit);
    } catch (IllegalStateException tooSlow) {
      LOG.warn("Answers under way did not end within {}; they are cut off", limit);
    }
    connections.close().awaitUninterruptibly(CUT_WITHIN.toMillis());
  }
}
