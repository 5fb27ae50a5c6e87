// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.probe;

import io.fleetauth.load.report.ServerSample;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Two views of one server.
 *
 * @param first what it tells wins
 */
public record BothProbes(ServerProbe first, ServerProbe second) implements ServerProbe {

  private static final ServerSample NOTHING = new ServerSample(null, null, null, null, null);

  @Override
  public Mono<ServerSample> look() {
    return Mono.zip(first.look().defaultIfEmpty(NOTHING), second.look().defaultIfEmpty(NOTHING))
        .map(both -> merged(both.getT1(), both.getT2()))
        .filter(sample -> !sample.equals(NOTHING));
  }

  private static ServerSample merged(ServerSample one, ServerSample other) {
    return new ServerSample(
        or(one.heap(), other.heap()),
        or(one.resident(), other.resident()),
        or(one.files(), other.files()),
        or(one.threads(), other.threads()),
        or(one.cpu(), other.cpu()));
  }

  private static @Nullable Double or(@Nullable Double one, @Nullable Double other) {
    return one == null ? other : one;
  }
}
