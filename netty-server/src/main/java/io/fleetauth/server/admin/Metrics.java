// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetauth.server.gateway.Gateway;
import io.fleetauth.server.gateway.ServedRegistration;
import io.fleetauth.server.gateway.TokenReads;
import io.fleetauth.server.reply.Reply;
import io.fleetauth.server.reply.Router;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.ToDoubleFunction;
import reactor.core.publisher.Mono;

/**
 * The figures of this process in the Prometheus text format, at {@code /metrics}; open to
 * everybody, because no label holds a secret, a device or a user. Thread-safe.
 */
public final class Metrics implements AutoCloseable {

  private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final EngineMetrics engines = new EngineMetrics(meters);
  private final JvmGcMetrics garbage = new JvmGcMetrics();

  public Metrics() {
    new JvmMemoryMetrics().bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    new UptimeMetrics().bindTo(meters);
    garbage.bindTo(meters);
  }

  /** Returns what to give the gateway's builder. */
  public EngineMetrics observer() {
    return engines;
  }

  /** Follows the gateway's own figures. */
  void watch(Gateway gateway) {
    reads(gateway.reads(), "hit", TokenReads::hits);
    reads(gateway.reads(), "miss", TokenReads::misses);
    reads(gateway.reads(), "refused", TokenReads::refused);
    gateway.registrations().values().forEach(this::pending);
  }

  private void reads(TokenReads reads, String result, ToDoubleFunction<TokenReads> count) {
    FunctionCounter.builder("fleetauth.token.reads", reads, count)
        .tag("result", result)
        .register(meters);
  }

  private void pending(ServedRegistration served) {
    Gauge.builder("fleetauth.sign.ins.pending", served.fleet(), fleet -> fleet.pendingSignIns())
        .tag("registration", served.name())
        .register(meters);
  }

  void addTo(Router.Builder router) {
    router.get("/metrics", call -> Mono.fromSupplier(this::scrape));
  }

  private Reply scrape() {
    return Reply.content(CONTENT_TYPE, meters.scrape().getBytes(UTF_8));
  }

  /** Stops listening to the garbage collector. */
  @Override
  public void close() {
    garbage.close();
    meters.close();
  }
}
