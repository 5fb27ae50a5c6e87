// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static java.util.Objects.requireNonNull;

import io.fleetauth.observe.EngineObserver;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * Seals with the key of today what older keys sealed, so that those can be retired: goes through
 * the store at 1,000 records a second at most. A writer like any other: a record that somebody else
 * writes meanwhile stays as that one wrote it, and one that does not open stays as it is.
 */
public final class Resealing {

  static final int PAGE = 100;
  static final Duration PAUSE = Duration.ofMillis(100);
  static final Duration AGAIN = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(Resealing.class);
  private static final int WRITES = 16;

  private final SessionStore store;
  private final SealingKeys keys;
  private final JweSessionSealer sealer;
  private final EngineObserver observer;
  private final Scheduler timer;

  /**
   * @param keys those of {@code sealer}
   */
  public Resealing(
      SessionStore store,
      SealingKeys keys,
      JweSessionSealer sealer,
      EngineObserver observer,
      Scheduler timer) {
    this.store = requireNonNull(store, "store");
    this.keys = requireNonNull(keys, "keys");
    this.sealer = requireNonNull(sealer, "sealer");
    this.observer = requireNonNull(observer, "observer");
    this.timer = requireNonNull(timer, "timer");
  }

  /**
   * Goes through the store now and after each change of the keys, if there is more than one; emits
   * what came of it each time. Ends when cancelled; an error of the store is waited out.
   */
  public Flux<Outcome> run(Flux<KeyRing> changes) {
    return changes
        .startWith(Mono.fromSupplier(keys::ring))
        .switchMap(ring -> ring.kids().size() > 1 ? passes(ring) : Flux.empty());
  }

  /** Once more as long as others come between: they may have sealed with an older key. */
  private Flux<Outcome> passes(KeyRing ring) {
    return Mono.fromSupplier(() -> new Pass(ring.activeKid()))
        .flatMap(Pass::run)
        .repeatWhen(ends -> ends.delayElements(AGAIN, timer))
        .takeUntil(outcome -> outcome.overtaken() == 0);
  }

  /**
   * What one way through the store came to.
   *
   * @param kid of the key that seals
   * @param resealed records that were sealed with it
   * @param overtaken records that another writer changed in that moment
   * @param refused records that do not open
   */
  public record Outcome(String kid, long resealed, long overtaken, long refused) {}

  /** One way through the store; goes on where it was when the store failed. */
  private final class Pass {

    private final String kid;
    private @Nullable SessionKey last;
    private long resealed;
    private long overtaken;
    private long refused;

    Pass(String kid) {
      this.kid = kid;
    }

    Mono<Outcome> run() {
      return Mono.defer(this::page)
          .retryWhen(
              Retry.backoff(Long.MAX_VALUE, AGAIN)
                  .maxBackoff(AGAIN)
                  .scheduler(timer)
                  .doBeforeRetry(this::waits))
          .delayElement(PAUSE, timer)
          .repeat()
          .takeUntil(records -> records < PAGE)
          .then(Mono.fromSupplier(this::told));
    }

    private void waits(Retry.RetrySignal retry) {
      log.warn("sealing with key {} waits for the store: {}", kid, retry.failure().toString());
    }

    private Mono<Integer> page() {
      return store
          .list(new SessionQuery(null, null, null, last, PAGE))
          .collectList()
          .flatMap(
              records ->
                  Flux.fromIterable(records)
                      .flatMap(this::reseal, WRITES)
                      .then(Mono.fromSupplier(() -> passed(records))));
    }

    private int passed(List<SessionRecord> records) {
      if (!records.isEmpty()) {
        last = records.get(records.size() - 1).key();
      }
      return records.size();
    }

    private Mono<Boolean> reseal(SessionRecord record) {
      String sealed;
      try {
        sealed = sealer.resealed(record.key(), record.sealed());
      } catch (SealException e) {
        refused(record, e);
        return Mono.empty();
      }
      return sealed == null
          ? Mono.empty()
          : store.replace(successor(record, sealed)).doOnNext(won -> count(won, record));
    }

    private synchronized void refused(SessionRecord record, SealException e) {
      refused++;
      String reason = e.reason().name().toLowerCase(Locale.ROOT);
      observer.sealRefused(record.key().registration(), reason);
    }

    private synchronized void count(boolean won, SessionRecord record) {
      if (won) {
        resealed++;
        observer.resealed(record.key().registration());
      } else {
        overtaken++;
      }
    }

    private synchronized Outcome told() {
      log.info(
          "sealed {} sessions with key {}; {} were changed meanwhile, {} do not open and stay",
          resealed,
          kid,
          overtaken,
          refused);
      return new Outcome(kid, resealed, overtaken, refused);
    }
  }

  /** Changes nothing that anybody looks at. */
  private static SessionRecord successor(SessionRecord record, String sealed) {
    return new SessionRecord(
        record.key(),
        record.version() + 1,
        record.state(),
        record.dueAt(),
        record.user(),
        record.code(),
        record.handle(),
        record.updatedAt(),
        sealed);
  }
}
