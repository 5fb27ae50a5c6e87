// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static io.fleetauth.session.SessionRecord.ABSENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.session.DeviceSession.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** What every session store promises. Times are kept to the microsecond at least. */
public interface SessionStoreContract {

  Instant NOW = Instant.parse("2026-11-22T10:15:30.123456Z");
  Duration PATIENCE = Duration.ofSeconds(30);

  /** Returns the same open and, at the start of a test, empty store throughout a test. */
  SessionStore store();

  static SessionKey key(String device) {
    return new SessionKey("glasses", new DeviceId(device));
  }

  /** A record with nothing but what it must have. */
  static SessionRecord record(SessionKey key, long version) {
    return record(key, version, null, null, null, null);
  }

  static SessionRecord record(
      SessionKey key,
      long version,
      @Nullable Instant dueAt,
      @Nullable String user,
      @Nullable String code,
      @Nullable String handle) {
    return new SessionRecord(
        key,
        version,
        State.SIGNED_IN,
        dueAt,
        user,
        code == null ? null : SecretHash.of(code),
        handle == null ? null : SecretHash.of(handle),
        NOW,
        "sealed-" + key + "-" + version);
  }

  static SessionRecord due(String device, long version, @Nullable Instant dueAt) {
    return record(key(device), version, dueAt, null, null, null);
  }

  static SessionRecord hashed(
      String device, long version, @Nullable String code, @Nullable String handle) {
    return record(key(device), version, null, null, code, handle);
  }

  static SessionRecord in(State state, SessionKey key, @Nullable String user) {
    return new SessionRecord(key, 1, state, null, user, null, null, NOW, "sealed");
  }

  private void put(SessionRecord... records) {
    for (SessionRecord record : records) {
      StepVerifier.create(store().replace(record))
          .expectNext(true)
          .expectComplete()
          .verify(PATIENCE);
    }
  }

  private void expect(Mono<Boolean> write, boolean outcome) {
    StepVerifier.create(write).expectNext(outcome).expectComplete().verify(PATIENCE);
  }

  private void expectRecords(Flux<SessionRecord> found, SessionRecord... records) {
    StepVerifier.create(found).expectNext(records).expectComplete().verify(PATIENCE);
  }

  private void expectRecord(Mono<SessionRecord> found, SessionRecord... record) {
    expectRecords(found.flux(), record);
  }

  @Test
  default void findsWhatWasWrittenWithEveryMember() {
    var full = record(key("hmd-1"), 1, NOW.plusNanos(1000), "Zoë 田中 🥽", "code", "handle");
    put(full);

    expectRecord(store().find(key("hmd-1")), full);
  }

  @Test
  default void unknownKeysAndHashesAreEmptyNotErrors() {
    expectRecord(store().find(key("nobody")));
    expectRecord(store().findByHash(SecretHash.of("nothing")));
    expect(store().remove(key("nobody"), 1), false);
    expectRecords(store().due(NOW, 10));
    expectRecords(store().list(new SessionQuery(null, null, null, null, 10)));
  }

  @Test
  default void sameDeviceOfAnotherRegistrationIsAnotherRecord() {
    var glasses = record(key("hmd-1"), 1);
    var kiosks = record(new SessionKey("kiosks", new DeviceId("hmd-1")), 1);
    put(glasses, kiosks);

    expectRecord(store().find(glasses.key()), glasses);
    expectRecord(store().find(kiosks.key()), kiosks);
  }

  @Test
  default void replaceNeedsTheVersionBeforeAndElseChangesNothing() {
    expect(store().replace(record(key("hmd-1"), 2)), false);
    expectRecord(store().find(key("hmd-1")));

    put(record(key("hmd-1"), 1));
    var second = record(key("hmd-1"), 2);
    put(second);

    expect(store().replace(record(key("hmd-1"), 2)), false);
    expect(store().replace(record(key("hmd-1"), 4)), false);
    expect(store().replace(hashed("hmd-1", 1, "late", null)), false);
    expect(store().replace(hashed("hmd-1", 2, "late", null)), false);
    expect(store().replace(hashed("hmd-1", 4, "late", null)), false);
    expectRecord(store().find(key("hmd-1")), second);
    expectRecord(store().findByHash(SecretHash.of("late")));
  }

  @Test
  default void writingTheVerySameRecordTwiceLosesTheSecondTime() {
    var record = record(key("hmd-1"), 1);
    put(record);

    expect(store().replace(record), false);
  }

  @Test
  default void removeNeedsTheVersionAndLeavesNothingBehind() {
    put(record(key("hmd-1"), 1, NOW, "user", "code", "handle"));

    expect(store().remove(key("hmd-1"), 2), false);
    expect(store().remove(key("hmd-1"), 1), true);

    expectRecord(store().find(key("hmd-1")));
    expectRecord(store().findByHash(SecretHash.of("code")));
    expectRecord(store().findByHash(SecretHash.of("handle")));
    expectRecords(store().due(NOW, 10));
    expectRecords(store().list(new SessionQuery(null, null, null, null, 10)));
    put(record(key("hmd-1"), 1));
  }

  @Test
  default void nothingHappensBeforeTheSubscription() {
    var unused = store().replace(record(key("hmd-1"), 1));

    expectRecord(store().find(key("hmd-1")));
    expect(unused, true);
  }

  @Test
  default void hashesFollowTheRecordFromVersionToVersion() {
    put(hashed("hmd-1", 1, "code", null));
    expectRecord(store().findByHash(SecretHash.of("code")), hashed("hmd-1", 1, "code", null));

    put(hashed("hmd-1", 2, "code", "handle"));
    expectRecord(store().findByHash(SecretHash.of("code")), hashed("hmd-1", 2, "code", "handle"));
    expectRecord(store().findByHash(SecretHash.of("handle")), hashed("hmd-1", 2, "code", "handle"));

    put(hashed("hmd-1", 3, null, "rotated"));
    expectRecord(store().findByHash(SecretHash.of("code")));
    expectRecord(store().findByHash(SecretHash.of("handle")));
    expectRecord(store().findByHash(SecretHash.of("rotated")), hashed("hmd-1", 3, null, "rotated"));

    put(hashed("hmd-2", 1, "code", "handle"));
  }

  @Test
  default void stateAndUserFollowTheRecordFromVersionToVersion() {
    put(record(key("hmd-1"), 1, null, "ada", null, null));
    var second =
        new SessionRecord(key("hmd-1"), 2, State.ENDED, null, "ada", null, null, NOW, "sealed");
    put(second);
    expectRecords(list(null, State.ENDED, "ada"), second);
    expectRecords(list(null, State.SIGNED_IN, null));

    var third =
        new SessionRecord(key("hmd-1"), 3, State.ENDED, null, "bob", null, null, NOW, "sealed");
    put(third);
    expectRecords(list(null, null, "bob"), third);
    expectRecords(list(null, null, "ada"));
  }

  @Test
  default void aHashOfAnotherRecordIsRefusedAndChangesNothing() {
    put(hashed("hmd-1", 1, "code", "handle"), record(key("hmd-2"), 1));

    for (var thief : List.of(hashed("hmd-2", 2, "code", "h"), hashed("hmd-2", 2, "c", "handle"))) {
      StepVerifier.create(store().replace(thief))
          .expectErrorSatisfies(e -> isStoreException(e, StoreException.Reason.DUPLICATE))
          .verify(PATIENCE);
    }

    expectRecord(store().find(key("hmd-2")), record(key("hmd-2"), 1));
    expectRecord(store().findByHash(SecretHash.of("code")), hashed("hmd-1", 1, "code", "handle"));
    put(hashed("hmd-3", 1, "c", "h"));
  }

  private static void isStoreException(Throwable error, StoreException.Reason reason) {
    assertThat(error)
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  default void dueEmitsTheLongestDueFirstUpToTheLimitAndTheTime() {
    var late = due("a", 1, NOW.minusSeconds(1));
    var later = due("b", 1, NOW.minusSeconds(2));
    var exactly = due("c", 1, NOW);
    put(late, exactly, later, due("d", 1, NOW.plusNanos(1000)), due("e", 1, null));

    expectRecords(store().due(NOW, 10), later, late, exactly);
    expectRecords(store().due(NOW, 2), later, late);
  }

  @Test
  default void dueFollowsTheRecordFromVersionToVersion() {
    put(due("a", 1, NOW), due("b", 1, NOW.plusSeconds(9)), due("c", 1, NOW), due("d", 1, NOW));
    put(due("a", 2, NOW.plusSeconds(9)), due("b", 2, NOW.minusSeconds(1)), due("c", 2, null));
    put(due("d", 2, NOW));

    expectRecords(store().due(NOW, 10), due("b", 2, NOW.minusSeconds(1)), due("d", 2, NOW));
  }

  @Test
  default void listFiltersByRegistrationStateAndUser() {
    var kiosk = in(State.SIGNED_IN, new SessionKey("kiosks", new DeviceId("a")), "田中");
    var pending = in(State.PENDING, key("a"), "田中");
    var signedIn = in(State.SIGNED_IN, key("b"), "田中");
    var other = in(State.SIGNED_IN, key("c"), null);
    put(kiosk, other, signedIn, pending);

    expectRecords(list(null, null, null), pending, signedIn, other, kiosk);
    expectRecords(list("glasses", null, null), pending, signedIn, other);
    expectRecords(list(null, State.SIGNED_IN, null), signedIn, other, kiosk);
    expectRecords(list(null, null, "田中"), pending, signedIn, kiosk);
    expectRecords(list("glasses", State.SIGNED_IN, "田中"), signedIn);
    expectRecords(list("glasses", State.ENDED, null));
  }

  private Flux<SessionRecord> list(
      @Nullable String registration, @Nullable State state, @Nullable String user) {
    return store().list(new SessionQuery(registration, state, user, null, 100));
  }

  @Test
  default void pagesNeitherSkipNorRepeatWhileOthersWrite() {
    IntStream.range(0, 25).forEach(i -> put(record(key("hmd-" + (100 + 2 * i)), 1)));
    var seen = new ArrayList<String>();
    SessionKey last = null;
    for (int page = 0; page < 5; page++) {
      var query = new SessionQuery(null, null, null, last, 5);
      List<SessionRecord> records = store().list(query).collectList().block(PATIENCE);
      records.forEach(record -> seen.add(record.key().device().value()));
      last = records.get(4).key();
      put(record(key("hmd-0" + page), 1));
      expect(store().remove(records.get(1).key(), 1), true);
      put(record(records.get(2).key(), 2));
    }

    assertThat(seen)
        .isEqualTo(IntStream.range(0, 25).mapToObj(i -> "hmd-" + (100 + 2 * i)).toList());
    expectRecords(store().list(new SessionQuery(null, null, null, last, 5)));
  }

  @Test
  default void ofManyConcurrentWritersExactlyOneWinsEachVersion() {
    int writers = 64;
    for (long version = ABSENT + 1; version <= 10; version++) {
      long target = version;
      Long winners =
          Flux.range(0, writers)
              .flatMap(i -> contender(target, i).subscribeOn(Schedulers.parallel()), writers)
              .filter(won -> won)
              .count()
              .block(PATIENCE);

      assertThat(winners).as("version " + version).isEqualTo(1);
    }
    StepVerifier.create(store().find(key("hmd-1")))
        .assertNext(found -> assertThat(found.version()).isEqualTo(10))
        .expectComplete()
        .verify(PATIENCE);
  }

  private Mono<Boolean> contender(long version, int writer) {
    return Mono.defer(
        () -> store().replace(hashed("hmd-1", version, null, version + "-" + writer)));
  }

  @Test
  default void removalsAndReplacementsOfOneVersionHaveOneWinner() {
    for (int round = 0; round < 20; round++) {
      SessionKey key = key("hmd-" + round);
      put(record(key, 1));
      Long winners =
          Flux.range(0, 16)
              .flatMap(
                  i ->
                      Mono.defer(
                              () ->
                                  i % 2 == 0
                                      ? store().remove(key, 1)
                                      : store().replace(record(key, 2)))
                          .subscribeOn(Schedulers.parallel()),
                  16)
              .filter(won -> won)
              .count()
              .block(PATIENCE);

      assertThat(winners).isEqualTo(1);
    }
  }

  @Test
  default void aReaderSeesWhatWasAcknowledgedOrNewerAndNeverWithTheHashOfAnother() {
    put(hashed("hmd-1", 1, null, "handle"));
    var acknowledged = new AtomicLong(1);
    var writes =
        Flux.range(2, 200)
            .concatMap(
                version ->
                    store()
                        .replace(hashed("hmd-1", version, null, "handle"))
                        .doOnNext(won -> acknowledged.set(version)));
    var reads =
        Flux.range(0, 400)
            .concatMap(
                i -> {
                  long least = acknowledged.get();
                  Mono<SessionRecord> read =
                      i % 2 == 0
                          ? store().find(key("hmd-1"))
                          : store().findByHash(SecretHash.of("handle"));
                  return read.map(found -> found.version() >= least).defaultIfEmpty(false);
                });

    StepVerifier.create(
            Flux.merge(
                    writes.subscribeOn(Schedulers.parallel()),
                    reads.subscribeOn(Schedulers.parallel()))
                .all(fine -> fine))
        .expectNext(true)
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  default void aSlowReaderOfAListGetsAllAndOneThatLeavesStopsNobody() {
    IntStream.range(0, 50).forEach(i -> put(record(key("hmd-" + (100 + i)), 1)));
    var query = new SessionQuery(null, null, null, null, 50);

    StepVerifier.create(store().list(query), 0)
        .thenRequest(1)
        .expectNextCount(1)
        .then(() -> put(record(key("hmd-100"), 2)))
        .thenRequest(49)
        .expectNextCount(49)
        .expectComplete()
        .verify(PATIENCE);
    StepVerifier.create(store().list(query), 1).expectNextCount(1).thenCancel().verify(PATIENCE);
    StepVerifier.create(store().watch(), 0).thenCancel().verify(PATIENCE);
    put(record(key("hmd-100"), 3));
  }

  @Test
  default void aWatcherThatDoesNotKeepUpHoldsNobodyUp() {
    StepVerifier.create(store().watch(), 0)
        .then(() -> writeConcurrently(2_000))
        .thenCancel()
        .verify(PATIENCE);
    expectRecord(store().find(key("hmd-1999")), record(key("hmd-1999"), 1));
  }

  @Test
  default void callsThatRaceWithCloseEndOneWayOrTheOther() {
    var ended =
        Flux.range(0, 200)
            .flatMap(
                i ->
                    Mono.defer(() -> store().replace(record(key("hmd-" + i), 1)))
                        .subscribeOn(Schedulers.parallel())
                        .onErrorResume(StoreException.class, SessionStoreContract::onlyClosed),
                200)
            .mergeWith(store().close().thenReturn(true).subscribeOn(Schedulers.parallel()));

    StepVerifier.create(ended.all(won -> won)).expectNext(true).expectComplete().verify(PATIENCE);
  }

  private static Mono<Boolean> onlyClosed(StoreException e) {
    return e.reason() == StoreException.Reason.CLOSED ? Mono.just(true) : Mono.error(e);
  }

  @Test
  default void concurrentWritersOfOneHashLeaveItWithOneRecord() {
    Long winners =
        Flux.range(0, 64)
            .flatMap(
                i ->
                    Mono.defer(() -> store().replace(hashed("hmd-" + i, 1, "code", null)))
                        .subscribeOn(Schedulers.parallel())
                        .onErrorReturn(StoreException.class, false),
                64)
            .filter(won -> won)
            .count()
            .block(PATIENCE);

    assertThat(winners).isEqualTo(1);
    StepVerifier.create(store().list(new SessionQuery(null, null, null, null, 100)))
        .expectNextCount(1)
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  default void largeBodiesComeBackUnchanged() {
    var large =
        new SessionRecord(
            key("hmd-1"), 1, State.ENDED, null, null, null, null, NOW, "x".repeat(64 * 1024));
    put(large);

    expectRecord(store().find(key("hmd-1")), large);
  }

  @Test
  default void watchersHearOfWritesAndRemovalsAndOfNothingElse() {
    put(record(key("before"), 1));

    StepVerifier.create(store().watch().take(3))
        .then(() -> put(record(key("a"), 1)))
        .then(() -> expect(store().replace(record(key("a"), 1)), false))
        .then(() -> put(record(key("a"), 2)))
        .then(() -> expect(store().remove(key("before"), 7), false))
        .then(() -> expect(store().remove(key("before"), 1), true))
        .expectNext(key("a"), key("a"), key("before"))
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  default void everyConcurrentWriteIsHeard() {
    int writes = 500;
    StepVerifier.create(store().watch().take(writes).collectList())
        .then(() -> writeConcurrently(writes))
        .assertNext(keys -> assertThat(keys).hasSize(writes).doesNotHaveDuplicates())
        .expectComplete()
        .verify(PATIENCE);
  }

  private void writeConcurrently(int writes) {
    Flux.range(0, writes)
        .flatMap(
            i -> store().replace(record(key("hmd-" + i), 1)).subscribeOn(Schedulers.parallel()),
            writes)
        .blockLast(PATIENCE);
  }

  @Test
  default void thisProcessIsThereAndOneThatNobodyKnowsIsGone() {
    Nodes nodes = store().nodes();

    assertThat(store().nodes()).isSameAs(nodes);
    assertThat(nodes.isCurrent()).isTrue();
    assertThat(nodes.isGone(nodes.self())).isFalse();
    Flux.interval(Duration.ZERO, Duration.ofMillis(50))
        .map(tick -> nodes.isGone(new NodeId("unknown")))
        .takeUntil(gone -> gone)
        .blockLast(PATIENCE);
  }

  @Test
  default void aClosedStoreRefusesAndItsWatchersComplete() {
    put(record(key("hmd-1"), 1));

    StepVerifier.create(store().watch())
        .then(() -> store().close().block(PATIENCE))
        .expectComplete()
        .verify(PATIENCE);
    store().close().block(PATIENCE);

    var refused =
        List.of(
            store().find(key("hmd-1")),
            store().findByHash(SecretHash.of("code")),
            store().replace(record(key("hmd-1"), 2)),
            store().remove(key("hmd-1"), 1),
            store().due(NOW, 1),
            store().list(new SessionQuery(null, null, null, null, 1)));
    for (var call : refused) {
      StepVerifier.create(call)
          .expectErrorSatisfies(e -> isStoreException(e, StoreException.Reason.CLOSED))
          .verify(PATIENCE);
    }
  }
}
