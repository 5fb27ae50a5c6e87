// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * The keys of a file that others change: read again each minute, and at once, though not twice in a
 * second, when a record needs a key that is not there. A file that cannot be read changes nothing.
 * Thread-safe.
 */
public final class LiveKeyRing implements SealingKeys {

  /** How often the file is read. */
  public static final Duration EVERY = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(LiveKeyRing.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Path file;
  private final Clock clock;
  private final Sinks.Many<Object> misses = Sinks.many().multicast().directBestEffort();
  private volatile KeyRing ring;
  private volatile boolean failing;

  private LiveKeyRing(Path file, Clock clock, KeyRing ring) {
    this.file = file;
    this.clock = clock;
    this.ring = ring;
  }

  /**
   * Reads the file, and makes it with one key when it is not there. Blocks; throws an {@code
   * IOException} that names the file.
   *
   * @param clock tells which keys may seal yet
   */
  public static LiveKeyRing open(Path file, Clock clock) throws IOException {
    return new LiveKeyRing(file, clock, KeyRingFile.loadOrCreate(file, clock));
  }

  @Override
  public KeyRing ring() {
    return ring;
  }

  /** Makes {@link #run} read the file, unless others do so at this very moment. */
  @Override
  public void missed() {
    misses.tryEmitNext(true);
  }

  /**
   * Reads the file again and again until cancelled, and emits each ring that differs from the one
   * before. To be subscribed once; never fails.
   *
   * @param timer waits
   * @param blocking reads the file
   */
  public Flux<KeyRing> run(Scheduler timer, Scheduler blocking) {
    return Flux.merge(Flux.interval(EVERY, timer), misses.asFlux())
        .onBackpressureLatest()
        .concatMap(tick -> reread(blocking).concatWith(pause(timer)), 1);
  }

  private static Mono<KeyRing> pause(Scheduler timer) {
    return Mono.delay(PAUSE, timer).then(Mono.empty());
  }

  private Mono<KeyRing> reread(Scheduler blocking) {
    return Mono.fromCallable(() -> KeyRingFile.load(file, clock))
        .subscribeOn(blocking)
        .doOnNext(read -> failing = false)
        .filter(read -> !read.entries().equals(ring.entries()))
        .doOnNext(this::adopt)
        .onErrorResume(this::failed);
  }

  private void adopt(KeyRing read) {
    ring = read;
    log.info("{}: sealing with key {} of {}", file, read.activeKid(), read.kids());
  }

  /** Warns of the first failure of a row. */
  private Mono<KeyRing> failed(Throwable failure) {
    if (!failing) {
      log.warn("going on with the keys {}: {}", ring.kids(), failure.toString());
    }
    failing = true;
    return Mono.empty();
  }
}
