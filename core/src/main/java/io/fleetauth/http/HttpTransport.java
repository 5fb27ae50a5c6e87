// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static java.util.Objects.requireNonNull;

import io.fleetauth.time.TimerWheel;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * What the clients of a program have in common: connections, time and options. One is enough; make
 * it first, close it last. Nothing is connected before the first request. Thread-safe.
 */
public final class HttpTransport {

  private final HttpOptions options;
  private final Clock clock;
  private final Scheduler timer;
  private final DoubleSupplier jitter;
  private final ConnectionProvider connections;
  private final HttpClient client;
  private final Mono<Void> stopTimer;

  private HttpTransport(
      HttpOptions options,
      Clock clock,
      Scheduler timer,
      DoubleSupplier jitter,
      Mono<Void> stopTimer) {
    this.options = requireNonNull(options, "options");
    HttpLog.of(options); // a wrong variable is told now, not at the first request
    this.clock = requireNonNull(clock, "clock");
    this.timer = requireNonNull(timer, "timer");
    this.jitter = requireNonNull(jitter, "jitter");
    this.stopTimer = stopTimer;
    this.connections = NettyClients.connections("clients", options);
    this.client = NettyClients.client(connections, options);
  }

  /** Prepares connections, and a timer of its own. */
  public static HttpTransport create(HttpOptions options) {
    Scheduler wheel = TimerWheel.create();
    Mono<Void> stop = Mono.fromRunnable(wheel::dispose);
    return new HttpTransport(options, Clock.systemUTC(), wheel, HttpTransport::random, stop);
  }

  /**
   * Prepares connections on the caller's time.
   *
   * @param clock stamps; may jump
   * @param timer waits; its {@code now} must never go back
   */
  public static HttpTransport of(HttpOptions options, Clock clock, Scheduler timer) {
    return new HttpTransport(options, clock, timer, HttpTransport::random, Mono.empty());
  }

  private static double random() {
    return ThreadLocalRandom.current().nextDouble();
  }

  public HttpOptions options() {
    return options;
  }

  public Clock clock() {
    return clock;
  }

  public Scheduler timer() {
    return timer;
  }

  /** Returns evenly spread numbers from 0 (inclusive) to 1 (exclusive). */
  public DoubleSupplier jitter() {
    return jitter;
  }

  /** Returns a way to services that tries again as the options say. */
  public HttpService service() {
    return service(options.retries());
  }

  /** Returns a way to services that tries again as {@code retries} says. */
  public HttpService service(Retries retries) {
    return new HttpService(exchanges(() -> null), retries, clock, timer, jitter);
  }

  /**
   * Returns a way to services on this machine or its link: past the proxy.
   *
   * @param thumbprint SHA-1 or SHA-256 in hexadecimal digits of the only certificate that TLS
   *     trusts, under whatever name; {@code null} for the usual rules
   * @throws IllegalArgumentException when {@code thumbprint} is none
   */
  public HttpService direct(Retries retries, @Nullable String thumbprint) {
    HttpClient near = NettyClients.direct(client, thumbprint);
    var exchanges = new HttpExchanges(near, options, clock, timer, () -> null);
    return new HttpService(exchanges, retries, clock, timer, jitter);
  }

  HttpExchanges exchanges(Supplier<@Nullable String> requestIds) {
    return new HttpExchanges(client, options, clock, timer, requestIds);
  }

  /** Closes the connections, also those in use, and the timer if it is its own. Idempotent. */
  public Mono<Void> close() {
    return connections.disposeLater().then(stopTimer);
  }
}
