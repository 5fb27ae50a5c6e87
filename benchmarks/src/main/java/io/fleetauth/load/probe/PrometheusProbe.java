// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.probe;

import io.fleetauth.load.client.Answer;
import io.fleetauth.load.client.Wire;
import io.fleetauth.load.report.ServerSample;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A page of metrics in the Prometheus text format, with the names that Micrometer and others use.
 */
public final class PrometheusProbe implements ServerProbe {

  private final Wire wire;
  private final URI page;

  public PrometheusProbe(Wire wire, URI page) {
    this.wire = wire;
    this.page = page;
  }

  @Override
  public Mono<ServerSample> look() {
    return wire.get(page, Map.of("accept", "text/plain"))
        .filter(Answer::isOk)
        .map(answer -> read(answer.body()))
        .onErrorComplete();
  }

  /** Reads what is there. */
  static ServerSample read(String text) {
    List<String> lines = text.lines().filter(line -> !line.startsWith("#")).toList();
    return new ServerSample(
        sum(lines, "jvm_memory_used_bytes{", "area=\"heap\""),
        sum(lines, "process_resident_memory_bytes", ""),
        first(sum(lines, "process_open_fds", ""), sum(lines, "process_files_open_files", "")),
        sum(lines, "jvm_threads_live_threads", ""),
        null);
  }

  private static @Nullable Double first(@Nullable Double one, @Nullable Double other) {
    return one == null ? other : one;
  }

  private static @Nullable Double sum(List<String> lines, String name, String label) {
    OptionalDouble sum =
        lines.stream()
            .filter(line -> line.startsWith(name) && line.contains(label))
            .mapToDouble(PrometheusProbe::value)
            .reduce(Double::sum);
    return sum.isPresent() ? sum.getAsDouble() : null;
  }

  /** Reads the value behind name and labels; a time stamp may follow. */
  private static double value(String line) {
    String rest = line.substring(Math.max(line.indexOf('}'), line.indexOf(' ') - 1) + 1).strip();
    try {
      return Double.parseDouble(rest.split("\\s+")[0]);
    } catch (NumberFormatException e) {
      return 0; // not of this format
    }
  }
}
