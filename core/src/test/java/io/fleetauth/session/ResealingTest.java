// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static io.fleetauth.session.SessionStoreContract.key;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.observe.EngineObserver;
import io.fleetauth.session.Resealing.Outcome;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

class ResealingTest {

  static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");
  static final Duration LONG = Duration.ofMinutes(30);

  final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  final RandomSessions random = new RandomSessions(20261127);
  final KeyRing old = KeyRing.generate(new SecureRandom(), NOW);
  final KeyRing rotated = old.rotated(new SecureRandom(), NOW);
  final InMemorySessionStore store = new InMemorySessionStore();
  final List<String> told = new ArrayList<>();
  final List<Outcome> outcomes = new ArrayList<>();
  UnaryOperator<Flux<SessionRecord>> onList = list -> list;
  int lists;

  private Resealing resealing(KeyRing keys) {
    return new Resealing(new Listened(), keys, new JweSessionSealer(keys), new Notes(), time);
  }

  private void run(KeyRing keys) {
    resealing(keys).run(Flux.never()).subscribe(outcomes::add);
  }

  private void signIn(int devices) {
    for (int n = 0; n < devices; n++) {
      put(key("hmd-%06d".formatted(n)), old);
    }
  }

  private SessionRecord put(SessionKey key, KeyRing keys) {
    return put(key, 1, new JweSessionSealer(keys).seal(key, random.signedIn()));
  }

  private SessionRecord put(SessionKey key, long version, String sealed) {
    var record =
        new SessionRecord(
            key,
            version,
            DeviceSession.State.SIGNED_IN,
            NOW,
            "user",
            null,
            SecretHash.of("handle-" + key),
            NOW,
            sealed);
    assertThat(store.replace(record).block()).isTrue();
    return record;
  }

  private List<SessionRecord> all() {
    return requireNonNull(
        store.list(new SessionQuery(null, null, null, null, 100_000)).collectList().block());
  }

  private long sealedWith(KeyRing keys) {
    return all().stream()
        .filter(r -> JweSessionSealer.kid(r.key(), r.sealed()).equals(keys.activeKid()))
        .count();
  }

  @Test
  void afterItTheOldKeyIsNotNeededAndNothingElseHasChanged() {
    signIn(250);
    var before = all();
    var sealer = new JweSessionSealer(rotated);

    run(rotated);
    time.advanceTimeBy(LONG);

    assertThat(outcomes).containsExactly(new Outcome(rotated.activeKid(), 250, 0, 0));
    assertThat(told).hasSize(250).containsOnly("resealed glasses");
    var next = new JweSessionSealer(rotated.without(old.activeKid()));
    for (SessionRecord was : before) {
      SessionRecord is = requireNonNull(store.find(was.key()).block());
      assertThat(next.open(is.key(), is.sealed())).isEqualTo(sealer.open(was.key(), was.sealed()));
      assertThat(is).usingRecursiveComparison().ignoringFields("version", "sealed").isEqualTo(was);
    }
  }

  @Test
  void aRingWithOneKeyAsksTheStoreNothing() {
    signIn(1);
    run(old);
    time.advanceTimeBy(LONG);

    assertThat(lists).isZero();
    assertThat(outcomes).isEmpty();
  }

  @Test
  void itsRateIsBounded() {
    signIn(2_000);
    run(rotated);

    time.advanceTimeBy(Duration.ofMillis(950));
    assertThat(sealedWith(rotated)).isEqualTo(1_000);
    time.advanceTimeBy(Duration.ofMillis(1_100));
    assertThat(sealedWith(rotated)).isEqualTo(2_000);
  }

  @Test
  void anotherWriterWinsAndIsLookedAtOnceMore() {
    signIn(3);
    String theirs = new JweSessionSealer(old).seal(key("hmd-000001"), random.signedIn());
    onList =
        list ->
            list.collectList()
                .doOnNext(page -> put(key("hmd-000001"), 2, theirs))
                .flatMapIterable(p -> p);
    run(rotated);

    SessionRecord kept = requireNonNull(store.find(key("hmd-000001")).block());
    assertThat(kept.sealed()).isEqualTo(theirs);
    onList = list -> list;
    time.advanceTimeBy(LONG);

    assertThat(outcomes)
        .containsExactly(
            new Outcome(rotated.activeKid(), 2, 1, 0), new Outcome(rotated.activeKid(), 1, 0, 0));
    SessionRecord sealed = requireNonNull(store.find(key("hmd-000001")).block());
    assertThat(new JweSessionSealer(rotated).open(sealed.key(), sealed.sealed()))
        .isEqualTo(new JweSessionSealer(old).open(sealed.key(), theirs));
  }

  @Test
  void whatDoesNotOpenStaysAsItIsIsToldAndStopsNobody() {
    signIn(2);
    String good = new JweSessionSealer(old).seal(key("altered"), random.signedIn());
    int middle = good.length() / 2;
    char flipped = good.charAt(middle) == 'A' ? 'B' : 'A';
    var altered =
        put(key("altered"), 1, good.substring(0, middle) + flipped + good.substring(middle + 1));
    var moved = put(key("moved"), 1, good);
    var foreign = put(key("foreign"), KeyRing.generate(new SecureRandom(), NOW));
    var garbage = put(key("garbage"), 1, "garbage");

    run(rotated);
    time.advanceTimeBy(LONG);

    assertThat(outcomes).containsExactly(new Outcome(rotated.activeKid(), 2, 0, 4));
    assertThat(told)
        .contains("altered glasses", "moved glasses", "unknown_key glasses", "malformed glasses");
    assertThat(all()).contains(altered, moved, foreign, garbage);
  }

  @Test
  void aStoreThatFailsIsWaitedForAndThePassGoesOnWhereItWas() {
    signIn(250);
    onList =
        list ->
            lists == 3
                ? Flux.error(new StoreException(StoreException.Reason.UNAVAILABLE, "x"))
                : list;
    run(rotated);
    time.advanceTimeBy(Duration.ofSeconds(10));
    assertThat(sealedWith(rotated)).isEqualTo(200);
    assertThat(outcomes).isEmpty();

    time.advanceTimeBy(LONG);
    assertThat(lists).isEqualTo(4);
    assertThat(outcomes).containsExactly(new Outcome(rotated.activeKid(), 250, 0, 0));
  }

  @Test
  void aChangeOfTheKeysBeginsAnew() {
    signIn(150);
    KeyRing third = rotated.rotated(new SecureRandom(), NOW);
    var sealer = new JweSessionSealer(third);
    new Resealing(store, third, sealer, EngineObserver.NONE, time)
        .run(Flux.just(rotated, third).delayElements(LONG, time))
        .subscribe(outcomes::add);
    time.advanceTimeBy(LONG.multipliedBy(4));

    assertThat(outcomes).extracting(Outcome::resealed).containsExactly(150L, 0L, 0L);
  }

  /** The store, with a hand on its lists. */
  private final class Listened implements SessionStore {

    @Override
    public Mono<SessionRecord> find(SessionKey key) {
      return store.find(key);
    }

    @Override
    public Mono<SessionRecord> findByHash(SecretHash hash) {
      return store.findByHash(hash);
    }

    @Override
    public Mono<Boolean> replace(SessionRecord next) {
      return store.replace(next);
    }

    @Override
    public Mono<Boolean> remove(SessionKey key, long version) {
      return store.remove(key, version);
    }

    @Override
    public Flux<SessionRecord> due(Instant until, int limit) {
      return store.due(until, limit);
    }

    @Override
    public Flux<SessionRecord> list(SessionQuery query) {
      lists++;
      return onList.apply(store.list(query));
    }

    @Override
    public Flux<SessionKey> watch() {
      return store.watch();
    }

    @Override
    public Nodes nodes() {
      return store.nodes();
    }

    @Override
    public Mono<Void> close() {
      return store.close();
    }
  }

  private final class Notes implements EngineObserver {

    @Override
    public void sealRefused(String registration, String reason) {
      told.add(reason + " " + registration);
    }

    @Override
    public void resealed(String registration) {
      told.add("resealed " + registration);
    }
  }
}
