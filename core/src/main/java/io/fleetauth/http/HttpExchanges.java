// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import io.fleetauth.endpoint.NotSentException;
import io.fleetauth.endpoint.SendPermit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.util.context.ContextView;

/**
 * Sends requests and reads the answers to the end; whatever their status, they are emitted. One
 * request per subscription, never repeated here. Thread-safe.
 */
final class HttpExchanges {

  private final HttpClient client;
  private final HttpOptions options;
  private final Clock clock;
  private final Scheduler timer;
  private final Supplier<@Nullable String> requestIds;
  private final HttpLog log;

  /**
   * @param requestIds what to send as {@code client-request-id}, {@code null} for nothing
   */
  HttpExchanges(
      HttpClient client,
      HttpOptions options,
      Clock clock,
      Scheduler timer,
      Supplier<@Nullable String> requestIds) {
    this.client = client;
    this.options = options;
    this.clock = clock;
    this.timer = timer;
    this.requestIds = requestIds;
    this.log = HttpLog.of(options);
  }

  Mono<HttpAnswer> send(HttpCall call) {
    HttpCall whole = call.over(options.headers());
    return Mono.deferContextual(context -> sendAt(clock.millis(), whole, context));
  }

  /** Returns whether requests may be repeated at all. */
  boolean repeats() {
    return options.retries().most() > 0;
  }

  private Mono<HttpAnswer> sendAt(long start, HttpCall call, ContextView context) {
    return request(call, context)
        .single()
        .timeout(options.timeouts().whole(), timer)
        .onErrorMap(failure -> Failures.of(call, failure, options.limits()))
        .doOnNext(answer -> log.answered(answer, clock.millis() - start))
        .doOnError(failure -> log.failed(call, failure, clock.millis() - start));
  }

  private Flux<HttpAnswer> request(HttpCall call, ContextView context) {
    TraceContext trace = TraceContext.of(context);
    HttpClient prepared = client.headers(headers -> addHeaders(headers, call, trace));
    HttpClient.RequestSender sender =
        prepared.request(HttpMethod.valueOf(call.method())).uri(call.uri());
    HttpBody body = call.body();
    HttpClient.ResponseReceiver<?> receiver =
        body == null ? sender : sender.send(content(body, SendPermit.of(context)));
    return receiver.response((response, content) -> read(call, response, content));
  }

  /** Is subscribed once a connection is there, and before anything is written to it. */
  private static Mono<ByteBuf> content(HttpBody body, SendPermit permit) {
    return Mono.fromCallable(
        () -> {
          if (!permit.maySend()) {
            throw new NotSentException();
          }
          return Unpooled.wrappedBuffer(body.bytes());
        });
  }

  private void addHeaders(HttpHeaders headers, HttpCall call, @Nullable TraceContext trace) {
    headers.set(HttpHeaderNames.USER_AGENT, options.userAgent());
    headers.set(HttpHeaderNames.ACCEPT, "application/json");
    HttpBody body = call.body();
    if (body != null) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, body.contentType());
    }
    call.headers().forEach(headers::set);
    String requestId = requestIds.get();
    if (requestId != null) {
      headers.set("client-request-id", requestId).set("return-client-request-id", "true");
    }
    if (trace != null) {
      addTrace(headers, trace);
    }
    log.asking(call, headers);
  }

  private static void addTrace(HttpHeaders headers, TraceContext trace) {
    headers.set("traceparent", trace.traceparent());
    if (trace.state() != null) {
      headers.set("tracestate", trace.state());
    }
  }

  private Mono<HttpAnswer> read(HttpCall call, HttpClientResponse response, ByteBufFlux content) {
    String label = call.answer() + " of " + call.peer();
    int limit = options.limits().bodyBytes();
    return content
        .map(HttpExchanges::bytes)
        .collect(() -> new BoundedBody(label, limit), BoundedBody::add)
        .timeout(options.timeouts().response(), timer)
        .map(body -> answer(call, response, body.text()));
  }

  /** Copies, because the buffer is released after this call. */
  private static byte[] bytes(ByteBuf buffer) {
    byte[] bytes = new byte[buffer.readableBytes()];
    buffer.readBytes(bytes);
    return bytes;
  }

  private static HttpAnswer answer(HttpCall call, HttpClientResponse response, String body) {
    var headers = new LinkedHashMap<String, String>();
    response
        .responseHeaders()
        .forEach(header -> headers.putIfAbsent(lowerCase(header.getKey()), header.getValue()));
    return new HttpAnswer(call, response.status().code(), headers, body);
  }

  private static String lowerCase(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
