// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The one answer that a redirect brings. What is made of it does not depend on whether the browser
 * stays connected: an authorization code may be spent by then. Thread-safe.
 */
final class RedirectExchange {

  /** A browser that does not take its page is not waited for. */
  private static final Duration SHOWN = Duration.ofSeconds(5);

  private final String path;
  private final String state;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final Sinks.One<Map<String, String>> parameters = Sinks.one();
  private final Sinks.One<RedirectPage> page = Sinks.one();
  private final Sinks.Empty<Void> shown = Sinks.empty();

  RedirectExchange(String path, String state) {
    this.path = path;
    this.state = state;
  }

  /** Emits what {@code answered} makes of the parameters, once the browser has its page. */
  <T> Mono<T> answer(Function<Map<String, String>, Mono<T>> answered) {
    return parameters
        .asMono()
        .flatMap(answered)
        .doOnNext(value -> page.tryEmitValue(RedirectPage.DONE))
        .doOnError(failure -> page.tryEmitValue(RedirectPage.FAILED))
        .materialize()
        .delayUntil(signal -> shown.asMono().timeout(SHOWN).onErrorComplete())
        .dematerialize();
  }

  Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
    if (!LoopbackRedirect.isLoopback(request.requestHeaders().get(HttpHeaderNames.HOST))) {
      return send(RedirectPage.FOREIGN, response);
    }
    boolean ours = request.method().equals(HttpMethod.GET) && isPath(request.uri());
    if (!ours) {
      return send(RedirectPage.NOTHING, response);
    }
    Map<String, String> found = LoopbackRedirect.parameters(request.uri());
    if (found == null || !LoopbackRedirect.isSame(state, found.get("state"))) {
      return send(RedirectPage.FOREIGN, response);
    }
    if (!taken.compareAndSet(false, true)) {
      return send(RedirectPage.NOTHING, response);
    }
    parameters.tryEmitValue(found);
    return page.asMono()
        .flatMap(result -> send(result, response))
        .doFinally(end -> shown.tryEmitEmpty());
  }

  private boolean isPath(String target) {
    int query = target.indexOf('?');
    return path.equals(query < 0 ? target : target.substring(0, query));
  }

  private static Mono<Void> send(RedirectPage page, HttpServerResponse response) {
    return response
        .status(page.status())
        .header(HttpHeaderNames.CONTENT_TYPE, "text/html; charset=utf-8")
        .header(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .header(HttpHeaderNames.CONNECTION, "close")
        .header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        .header("Referrer-Policy", "no-referrer")
        .header("X-Content-Type-Options", "nosniff")
        .sendString(Mono.just(page.html()))
        .then();
  }
}
