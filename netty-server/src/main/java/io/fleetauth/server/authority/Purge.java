// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Forgets what is over, in memory and in the file: device and authorization codes, refresh token
 * families, opaque access tokens and revocations. Each sweep does a bounded piece of work on a
 * worker thread.
 */
final class Purge {

  /** Time between two sweeps. */
  static final Duration EVERY = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(Purge.class);

  private final DeviceGrants grants;
  private final CodeGrants codes;
  private final RefreshFamilies families;
  private final AccessTokens accessTokens;
  private final AuthorityStore store;
  private final Clock clock;

  Purge(
      DeviceGrants grants,
      CodeGrants codes,
      RefreshFamilies families,
      AccessTokens accessTokens,
      AuthorityStore store,
      Clock clock) {
    this.grants = grants;
    this.codes = codes;
    this.families = families;
    this.accessTokens = accessTokens;
    this.store = store;
    this.clock = clock;
  }

  /** Sweeps until it is cancelled, one sweep at a time. */
  Mono<Void> run(Scheduler timer, Scheduler workers) {
    return Flux.interval(EVERY, timer)
        .onBackpressureDrop()
        .concatMap(tick -> sweep().subscribeOn(workers))
        .then();
  }

  /** What could not be removed from the file is found again at the next start. */
  private Mono<Void> sweep() {
    return Mono.fromSupplier(this::over)
        .flatMap(store::write)
        .doOnError(failure -> LOG.warn("Expired rows stay in the file: {}", failure.toString()))
        .onErrorComplete();
  }

  private List<Row> over() {
    var now = clock.instant();
    var rows = new ArrayList<>(grants.purge());
    rows.addAll(codes.purge(now));
    rows.addAll(families.purge(now));
    rows.addAll(accessTokens.purge(now));
    return rows;
  }
}
