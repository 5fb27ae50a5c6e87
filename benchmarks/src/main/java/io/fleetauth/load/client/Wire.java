// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetauth.load.measure.Micros;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.URI;
import java.net.URLEncoder;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.SslProvider;

/**
 * Sends requests and emits the answers whatever their status; one request for each subscription,
 * never repeated, redirects not followed. Thread-safe.
 */
public final class Wire implements AutoCloseable {

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final ConnectionProvider connections;
  private final HttpClient client;
  private final int maxConnections;
  private final AtomicInteger underWay = new AtomicInteger();
  private final Duration timeout;
  private final LongSupplier nanos;
  private final Histogram waits = Micros.histogram();

  /**
   * @param maxConnections most connections to each server; further requests wait
   * @param timeout longest wait for a connection, and for each answer
   * @param trusted instead of what the JDK trusts, when there are any
   * @param nanos the clock of the run
   */
  public Wire(
      int maxConnections, Duration timeout, List<X509Certificate> trusted, LongSupplier nanos) {
    this.maxConnections = maxConnections;
    this.timeout = timeout;
    this.nanos = nanos;
    this.connections =
        ConnectionProvider.builder("load")
            .maxConnections(maxConnections)
            .pendingAcquireMaxCount(-1)
            .pendingAcquireTimeout(timeout)
            .lifo()
            .build();
    this.client =
        HttpClient.create(connections)
            .disableRetry(true)
            .followRedirect(false)
            .responseTimeout(timeout)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis())
            .doOnRequest(
                (request, connection) -> request.currentContextView().get(Sending.class).sent(this))
            .secure(spec -> spec.sslContext(tls(trusted)).handshakeTimeout(timeout));
  }

  private static SslProvider.GenericSslContextSpec<?> tls(List<X509Certificate> trusted) {
    return Http11SslContextSpec.forClient().configure(tls -> trust(tls, trusted));
  }

  private static void trust(SslContextBuilder tls, List<X509Certificate> trusted) {
    if (!trusted.isEmpty()) {
      tls.trustManager(trusted.toArray(X509Certificate[]::new));
    }
  }

  /** When a request was asked for, and when it had a connection. */
  private static final class Sending {

    private final long asked;
    private final boolean queued;
    private volatile long sent;

    Sending(long asked, boolean queued) {
      this.asked = asked;
      this.queued = queued;
      this.sent = asked;
    }

    void sent(Wire wire) {
      sent = wire.nanos.getAsLong();
      wire.waits.recordValue(queued ? Micros.of(sent - asked) : 0);
    }
  }

  public Mono<Answer> get(URI uri, Map<String, String> headers) {
    return send(HttpMethod.GET, uri, headers, null);
  }

  public Mono<Answer> delete(URI uri, Map<String, String> headers) {
    return send(HttpMethod.DELETE, uri, headers, null);
  }

  /** Posts {@code body} as it is; its type is among the headers. */
  public Mono<Answer> post(URI uri, Map<String, String> headers, String body) {
    return send(HttpMethod.POST, uri, headers, body);
  }

  private Mono<Answer> send(
      HttpMethod method, URI uri, Map<String, String> headers, @Nullable String body) {
    return Mono.defer(
        () -> {
          boolean queued = underWay.incrementAndGet() > maxConnections;
          var sending = new Sending(nanos.getAsLong(), queued);
          return request(method, uri, headers, body)
              .responseSingle(
                  (head, content) ->
                      content
                          .asString(UTF_8)
                          .defaultIfEmpty("")
                          .map(
                              text ->
                                  new Answer(
                                      head.status().code(),
                                      head.responseHeaders(),
                                      text,
                                      sending.sent)))
              .timeout(timeout.multipliedBy(2))
              .doFinally(end -> underWay.decrementAndGet())
              .contextWrite(context -> context.put(Sending.class, sending));
        });
  }

  private HttpClient.ResponseReceiver<?> request(
      HttpMethod method, URI uri, Map<String, String> headers, @Nullable String body) {
    HttpClient.RequestSender sender =
        client.headers(all -> headers.forEach(all::set)).request(method).uri(uri);
    return body == null
        ? sender
        : sender.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body.getBytes(UTF_8))));
  }

  /** Returns parameters as {@code application/x-www-form-urlencoded}. */
  public static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(
            entry ->
                URLEncoder.encode(entry.getKey(), UTF_8)
                    + "="
                    + URLEncoder.encode(entry.getValue(), UTF_8))
        .collect(Collectors.joining("&"));
  }

  /**
   * Returns how long requests waited because all connections were in use, in microseconds; making a
   * connection is no such wait.
   */
  public Histogram waits() {
    return waits;
  }

  /** Closes the connections, also those in use. Blocks. */
  @Override
  public void close() {
    connections.disposeLater().block(CLOSE_WITHIN);
  }
}
