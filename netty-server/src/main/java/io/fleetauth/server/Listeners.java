// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server;

import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The ports of one server.
 *
 * @param https {@code null} when it speaks plain HTTP only
 */
record Listeners(String host, HttpListener http, @Nullable HttpListener https) {

  /** Where a server listens; {@code https} is {@code null} for plain HTTP only. */
  record Ports(HttpListener.Address http, HttpListener.@Nullable Address https) {}

  /** Listens on both ports or on none. */
  static Mono<Listeners> bind(
      Ports ports,
      @Nullable SslContext tls,
      BiFunction<? super HttpServerRequest, ? super HttpServerResponse, ? extends Publisher<Void>>
          handler) {
    HttpListener.Address https = ports.https();
    String host = ports.http().host();
    Mono<HttpListener> plain = HttpListener.bind(ports.http(), null, handler);
    if (https == null || tls == null) {
      return plain.map(http -> new Listeners(host, http, null));
    }
    return plain.flatMap(
        http ->
            HttpListener.bind(https, tls, handler)
                .map(secure -> new Listeners(host, http, secure))
                .doOnError(failure -> http.close(Duration.ZERO)));
  }

  /** Returns the base of its plain HTTP URLs, without a slash at the end. */
  String httpUrl() {
    return "http://" + urlHost() + ":" + http.port();
  }

  /** Returns the base of its HTTPS URLs, or {@code null}. */
  @Nullable String httpsUrl() {
    return https == null ? null : "https://" + urlHost() + ":" + https.port();
  }

  private String urlHost() {
    boolean any = host.equals("0.0.0.0") || host.equals("::");
    String named = any ? "127.0.0.1" : host;
    return named.indexOf(':') >= 0 ? "[" + named + "]" : named;
  }

  /** Blocks until answers under way have ended, at most {@code limit} for each port. */
  void close(Duration limit) {
    http.close(limit);
    if (https != null) {
      https.close(limit);
    }
  }
}
