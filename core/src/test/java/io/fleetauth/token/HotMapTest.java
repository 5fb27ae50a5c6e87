// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.time.VirtualClock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The bound of memory, and who goes first. */
class HotMapTest {

  static final TokenTime TIME = time();

  private static TokenTime time() {
    var virtual = VirtualTimeScheduler.create();
    return new TokenTime(new VirtualClock(virtual), virtual, () -> 0.5);
  }

  private static final class Thing extends HotToken {

    private int weight = 1;

    Thing() {
      super(TIME);
    }

    @Override
    Mono<AccessToken> missed() {
      return Mono.empty();
    }

    @Override
    void renewSoon() {}

    @Override
    void drop() {}

    @Override
    boolean isRenewable() {
      return false;
    }

    @Override
    int weight() {
      return weight;
    }
  }

  private static Thing made(@Nullable Thing there) {
    return there == null ? new Thing() : there;
  }

  @Test
  void whatIsReadStaysAndTheRestGoes() {
    var map = new HotMap<Integer, Thing>(100);
    for (int key = 0; key < 10_000; key++) {
      map.put(key, HotMapTest::made);
      IntStream.range(0, 10).forEach(read -> touch(map, read));
    }
    assertThat(map.size()).isBetween(90L, 100L);
    assertThat(IntStream.range(0, 10).filter(read -> map.find(read) != null).count())
        .isGreaterThanOrEqualTo(9);
  }

  private static void touch(HotMap<Integer, Thing> map, int key) {
    Thing thing = map.find(key);
    if (thing != null) {
      thing.touch();
    }
  }

  @Test
  void boundHoldsEvenWhenEverythingIsRead() {
    var map = new HotMap<Integer, Thing>(100);
    for (int key = 0; key < 2_000; key++) {
      map.put(key, HotMapTest::made);
      map.keys().forEach(read -> touch(map, read));
      assertThat(map.size()).isLessThanOrEqualTo(100);
    }
  }

  @Test
  void heavyEntriesTakeMorePlacesAndGiveThemBack() {
    var map = new HotMap<Integer, Thing>(100);
    IntStream.range(0, 100).forEach(key -> map.put(key, HotMapTest::made));
    touch(map, 1);
    map.put(1, there -> heavier(there, 51));
    assertThat(map.size()).isBetween(45L, 51L);
    map.put(1, there -> heavier(there, 1));
    IntStream.range(0, 200).forEach(key -> map.put(key, HotMapTest::made));
    assertThat(map.size()).isEqualTo(100);
  }

  private static Thing heavier(@Nullable Thing there, int weight) {
    Thing thing = made(there);
    thing.weight = weight;
    return thing;
  }

  @Test
  void whatIsLetGoIsClosed() {
    var map = new HotMap<Integer, Thing>(10);
    Thing first = map.put(0, HotMapTest::made);
    map.remove(0);
    assertThat(first.isClosed()).isTrue();
    Thing second = map.put(0, HotMapTest::made);
    IntStream.range(1, 100).forEach(key -> map.put(key, HotMapTest::made));
    assertThat(map.find(0) == null).isEqualTo(second.isClosed());
  }

  @Test
  void boundHoldsUnderManyThreads() throws InterruptedException {
    var map = new HotMap<Integer, Thing>(500);
    var threads = Executors.newFixedThreadPool(8);
    var done = new CountDownLatch(8);
    for (int thread = 0; thread < 8; thread++) {
      threads.execute(() -> churn(map, done));
    }
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    threads.shutdown();
    map.put(-1, HotMapTest::made);
    assertThat(map.size()).isBetween(500L / 3, 500L);
    map.clear();
    IntStream.range(0, 500).forEach(key -> map.put(key, HotMapTest::made));
    assertThat(map.size()).isEqualTo(500); // no place was lost in the count
  }

  private static void churn(HotMap<Integer, Thing> map, CountDownLatch done) {
    var random = ThreadLocalRandom.current();
    for (int turn = 0; turn < 50_000; turn++) {
      int key = random.nextInt(2_000);
      switch (random.nextInt(4)) {
        case 0 -> map.put(key, there -> heavier(there, 1 + random.nextInt(3)));
        case 1 -> map.remove(key);
        case 2 -> map.change(key, there -> there.takeMark() ? there : null);
        default -> touch(map, key);
      }
    }
    done.countDown();
  }
}
