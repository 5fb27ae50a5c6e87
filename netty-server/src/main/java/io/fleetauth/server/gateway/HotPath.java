// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import static io.netty.handler.codec.http.HttpHeaderNames.AUTHORIZATION;

import io.fleetauth.oauth.AccessToken;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Answers {@code GET /v1/token} from memory, before any routing; leaves everything else, and what
 * is not in memory, to the handler behind it. Thread-safe.
 */
final class HotPath implements BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {

  static final String PATH = "/v1/token";

  private final HotSessions hot;
  private final TokenReads reads;
  private final Clock clock;
  private final BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> behind;

  HotPath(
      HotSessions hot,
      TokenReads reads,
      Clock clock,
      BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> behind) {
    this.hot = hot;
    this.reads = reads;
    this.clock = clock;
    this.behind = behind;
  }

  @Override
  public Publisher<Void> apply(HttpServerRequest request, HttpServerResponse response) {
    HotSession known = known(request);
    AccessToken token = known == null ? null : known.current();
    if (known == null || token == null) {
      return behind.apply(request, response);
    }
    reads.hit();
    return known.write(token, TimeUnit.MILLISECONDS.toSeconds(clock.millis()), response);
  }

  private @Nullable HotSession known(HttpServerRequest request) {
    if (!PATH.equals(request.uri()) || !HttpMethod.GET.equals(request.method())) {
      return null;
    }
    String authorization = request.requestHeaders().get(AUTHORIZATION);
    return authorization == null ? null : hot.get(authorization);
  }
}
