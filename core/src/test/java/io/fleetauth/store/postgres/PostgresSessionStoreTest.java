// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store.postgres;

import static io.fleetauth.session.SessionStoreContract.NOW;
import static io.fleetauth.session.SessionStoreContract.PATIENCE;
import static io.fleetauth.session.SessionStoreContract.due;
import static io.fleetauth.session.SessionStoreContract.hashed;
import static io.fleetauth.session.SessionStoreContract.key;
import static io.fleetauth.session.SessionStoreContract.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.oauth.LimitExceededException;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SessionRecord;
import io.fleetauth.session.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** What two processes see of each other's writes, and what troubles of the server do to them. */
class PostgresSessionStoreTest {

  static String url;
  final List<PostgresSessionStore> opened = new ArrayList<>();
  PostgresSessionStore one;
  PostgresSessionStore two;

  @BeforeAll
  static void create() {
    url = PostgresServer.database();
  }

  @BeforeEach
  void open() {
    one = open(PostgresOptions.of(url));
    two = open(PostgresOptions.of(url));
    PostgresServer.execute(url, "TRUNCATE fleetauth_session");
  }

  PostgresSessionStore open(PostgresOptions options) {
    var store = PostgresSessionStore.open(options, Schedulers.parallel()).block(PATIENCE);
    opened.add(store);
    return store;
  }

  @AfterEach
  void close() {
    opened.forEach(store -> store.close().block(PATIENCE));
  }

  @Test
  void ofManyWritersInTwoProcessesOneWinsEachVersion() {
    for (long version = 1; version <= 20; version++) {
      long target = version;
      Long winners =
          Flux.range(0, 100)
              .flatMap(
                  i ->
                      (i % 2 == 0 ? one : two)
                          .replace(hashed("hmd-1", target, null, target + "-" + i))
                          .subscribeOn(Schedulers.parallel()),
                  100)
              .filter(won -> won)
              .count()
              .block(PATIENCE);

      assertThat(winners).as("version " + version).isEqualTo(1);
    }
  }

  @Test
  void writersOfTheSameKeysInTwoProcessesNeitherFailNorBothWin() {
    int keys = 400;
    Long wins = Flux.merge(every(one, keys), every(two, keys)).filter(won -> won).count().block();

    assertThat(wins).isEqualTo(keys);
  }

  private static Flux<Boolean> every(PostgresSessionStore store, int keys) {
    return Flux.range(0, keys).flatMap(i -> store.replace(record(key("hmd-" + i), 1)), keys);
  }

  @Test
  void aDuplicateHashFailsOnlyItsOwnWriteOfTheGroup() {
    one.replace(hashed("owner", 1, "code", null)).block(PATIENCE);

    List<Boolean> outcomes =
        Flux.range(0, 200)
            .flatMapSequential(
                i ->
                    one.replace(hashed("hmd-" + i, 1, i % 50 == 3 ? "code" : null, null))
                        .onErrorReturn(isDuplicate(), false),
                200)
            .collectList()
            .block(PATIENCE);

    for (int i = 0; i < 200; i++) {
      assertThat(outcomes.get(i)).as("write " + i).isEqualTo(i % 50 != 3);
    }
    assertThat(PostgresServer.query(url, "SELECT count(*) FROM fleetauth_session"))
        .isEqualTo("197");
  }

  private static Predicate<Throwable> isDuplicate() {
    return e ->
        e instanceof StoreException failure && failure.reason() == StoreException.Reason.DUPLICATE;
  }

  @Test
  void aRivalOfAWriteThatIsRefusedGetsItsTurn() {
    one.replace(hashed("owner", 1, "code", null)).block(PATIENCE);
    List<String> outcomes = new ArrayList<>();
    Flux.range(0, 8)
        .flatMapSequential(
            i ->
                one.replace(hashed("hmd-1", 1, i < 4 ? "code" : null, "handle-" + i))
                    .map(String::valueOf)
                    .onErrorReturn(isDuplicate(), "duplicate"),
            8)
        .doOnNext(outcomes::add)
        .blockLast(PATIENCE);

    assertThat(outcomes).filteredOn("true"::equals).hasSize(1);
    assertThat(outcomes.subList(4, 8)).doesNotContain("duplicate");
    assertThat(outcomes.subList(0, 4)).doesNotContain("true");
  }

  @Test
  void aWriteThatTheServerDoesNotTakeFailsAlone() {
    var bad = record(key("bad"), 1, null, "ada\u0000", null, null);
    var good = record(key("good"), 1);

    StepVerifier.create(
            Mono.zip(one.replace(good), one.replace(bad).map(won -> "").onErrorReturn("refused")))
        .assertNext(
            both -> {
              assertThat(both.getT1()).isTrue();
              assertThat(both.getT2()).isEqualTo("refused");
            })
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void whatOneProcessWritesOrRemovesIsToldInTheOther() {
    StepVerifier.create(two.watch().take(3))
        .then(() -> one.replace(record(key("a"), 1)).block(PATIENCE))
        .then(() -> one.replace(record(key("a"), 1)).block(PATIENCE))
        .then(() -> one.replace(record(key("a"), 2)).block(PATIENCE))
        .then(() -> one.remove(key("a"), 1).block(PATIENCE))
        .then(() -> one.remove(key("a"), 2).block(PATIENCE))
        .expectNext(key("a"), key("a"), key("a"))
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void anOwnWriteIsToldAlsoWhenItsCallerIsGone() {
    StepVerifier.create(one.watch().take(1))
        .then(() -> one.replace(record(key("a"), 1)).subscribe().dispose())
        .expectNext(key("a"))
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void tooManyReadsAtOnceAreRefused() {
    PostgresSessionStore small =
        open(PostgresOptions.of(url).withLimits(PostgresLimits.DEFAULT.withReadQueue(2)));
    StepVerifier.create(Flux.range(0, 3).flatMapDelayError(i -> small.find(key("a")), 3, 1))
        .expectErrorSatisfies(
            e ->
                assertThat(e)
                    .isInstanceOfSatisfying(
                        LimitExceededException.class,
                        l -> assertThat(l.limit()).isEqualTo("store-read-queue")))
        .verify(PATIENCE);
    StepVerifier.create(small.find(key("a"))).expectComplete().verify(PATIENCE);
  }

  @Test
  void dueWorkIsHandedToOneProcessUntilItsLeaseEnds() {
    var times = new NodeTimes(Duration.ofMillis(500), Duration.ofSeconds(5), Duration.ofSeconds(1));
    PostgresSessionStore three = open(PostgresOptions.of(url).withTimes(times));
    PostgresSessionStore four = open(PostgresOptions.of(url).withTimes(times));
    Flux.range(0, 100)
        .flatMap(i -> one.replace(due("hmd-" + i, 1, NOW.minusSeconds(i))), 100)
        .blockLast(PATIENCE);

    Set<SessionKey> first = keys(three, 60);
    Set<SessionKey> second = keys(four, 60);
    assertThat(first).hasSize(60);
    assertThat(second).hasSize(40).doesNotContainAnyElementsOf(first);
    assertThat(keys(three, 60)).as("its own again").isEqualTo(first);

    four.due(NOW, 100)
        .count()
        .repeatWhen(again -> again.delayElements(Duration.ofMillis(50)))
        .takeUntil(count -> count == 100)
        .blockLast(PATIENCE);
  }

  @Test
  void twoProcessesThatAskAtOnceGetDisjointWork() {
    Flux.range(0, 400)
        .flatMap(i -> one.replace(due("hmd-" + i, 1, NOW.minusSeconds(i))), 400)
        .blockLast(PATIENCE);

    var seen = ConcurrentHashMap.<SessionKey>newKeySet();
    var twice = new HashSet<SessionKey>();
    Flux.merge(
            Flux.defer(() -> one.due(NOW, 150)).map(SessionRecord::key),
            Flux.defer(() -> two.due(NOW, 150)).map(SessionRecord::key))
        .filter(key -> !seen.add(key))
        .doOnNext(twice::add)
        .blockLast(PATIENCE);

    assertThat(twice).isEmpty();
    assertThat(seen).hasSizeGreaterThan(150);
  }

  private static Set<SessionKey> keys(PostgresSessionStore store, int limit) {
    return new HashSet<>(
        store.due(NOW, limit).map(SessionRecord::key).collectList().block(PATIENCE));
  }

  @Test
  void aWriteWhoseConnectionIsKilledNeverTellsAWrongOutcome() {
    PostgresSessionStore store = open(named("victim"));
    var told = new ConcurrentHashMap<SessionKey, String>();
    Disposable killer =
        Flux.interval(Duration.ofMillis(300), Schedulers.boundedElastic())
            .onBackpressureDrop()
            .subscribe(tick -> kill("victim"));
    var number = new AtomicInteger();
    Mono<SessionKey> next =
        Mono.defer(() -> outcome(store, key("hmd-" + number.getAndIncrement()), told));
    Flux.range(0, 100)
        .flatMap(writer -> next.repeat(() -> !hasBoth(told)), 100)
        .blockLast(PATIENCE);
    killer.dispose();

    Set<String> stored = storedDevices();
    told.forEach(
        (key, outcome) -> {
          assertThat(outcome).as(key.toString()).isIn("true", "UNAVAILABLE");
          if (outcome.equals("true")) {
            assertThat(stored).contains(key.device().value());
          }
        });
    StepVerifier.create(store.replace(record(key("later"), 1)).retry(3))
        .expectNext(true)
        .expectComplete()
        .verify(PATIENCE);
  }

  /** Some writes went well and some did not, so that both were seen. */
  private static boolean hasBoth(Map<SessionKey, String> told) {
    return told.size() > 100 && Set.copyOf(told.values()).size() > 1;
  }

  private static Mono<SessionKey> outcome(
      PostgresSessionStore store, SessionKey key, Map<SessionKey, String> told) {
    return store
        .replace(record(key, 1))
        .map(String::valueOf)
        .onErrorResume(StoreException.class, e -> Mono.just(e.reason().name()))
        .doOnNext(outcome -> told.put(key, outcome))
        .thenReturn(key);
  }

  private static Set<String> storedDevices() {
    String all = "SELECT string_agg(device, ' ') FROM fleetauth_session";
    return Set.of(PostgresServer.query(url, all).split(" "));
  }

  @Test
  void aServerThatDoesNotAnswerInTimeFailsTheCallAndLaterOnesWork() throws SQLException {
    PostgresSessionStore store =
        open(
            PostgresOptions.of(url)
                .withLimits(
                    PostgresLimits.DEFAULT
                        .withWriteQueue(3)
                        .withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(500))));
    store.replace(record(key("hmd-1"), 1)).block(PATIENCE);

    try (Connection other = PostgresServer.connect(url)) {
      other.setAutoCommit(false);
      other.createStatement().execute("SELECT * FROM fleetauth_session FOR UPDATE");

      var late = store.replace(record(key("hmd-1"), 2));
      StepVerifier.create(Flux.mergeDelayError(8, late, late, late, late))
          .expectErrorSatisfies(
              e ->
                  assertThat(Exceptions.unwrapMultiple(e))
                      .hasSize(4)
                      .satisfiesOnlyOnce(PostgresSessionStoreTest::isRefused)
                      .anySatisfy(PostgresSessionStoreTest::isUnavailable))
          .verify(PATIENCE);
      other.rollback();
    }

    StepVerifier.create(store.replace(record(key("hmd-1"), 2)))
        .expectNext(true)
        .expectComplete()
        .verify(PATIENCE);
  }

  private static void isRefused(Throwable error) {
    assertThat(error)
        .isInstanceOfSatisfying(
            LimitExceededException.class,
            e -> assertThat(e.limit()).isEqualTo("store-write-queue"));
  }

  private static void isUnavailable(Throwable error) {
    assertThat(error)
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.reason()).isEqualTo(StoreException.Reason.UNAVAILABLE));
  }

  private static PostgresOptions named(String name) {
    return PostgresOptions.of(url + "?application_name=" + name);
  }

  private static void kill(String name) {
    PostgresServer.execute(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '"
            + name
            + "'");
  }
}
