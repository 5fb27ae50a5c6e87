// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static io.fleetauth.session.SessionStoreContract.NOW;
import static io.fleetauth.session.SessionStoreContract.PATIENCE;
import static io.fleetauth.session.SessionStoreContract.key;
import static io.fleetauth.session.SessionStoreContract.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;

/** Many threads write few keys and hashes; what is left in the indexes must be what is stored. */
class InMemoryIndexStressTest {

  private static final int THREADS = 8;
  private static final int CHANGES = 5_000;
  private static final int DEVICES = 6;
  private static final int HASHES = 12;

  private final InMemorySessionStore store = new InMemorySessionStore();

  @RepeatedTest(5)
  void indexesAgreeWithTheRecordsAfterARush() throws Exception {
    var threads = Executors.newFixedThreadPool(THREADS);
    try {
      for (var rush :
          threads.invokeAll(IntStream.range(0, THREADS).mapToObj(this::rush).toList())) {
        assertThat(rush.get()).isPositive();
      }
    } finally {
      threads.shutdown();
    }
    List<SessionRecord> stored = all();

    assertThat(store.due(NOW.plusSeconds(9), 100).collectList().block(PATIENCE))
        .isEqualTo(
            stored.stream()
                .filter(record -> record.dueAt() != null)
                .sorted(Comparator.comparing(SessionRecord::dueAt))
                .toList());
    for (int n = 0; n < HASHES; n++) {
      assertFoundOrFree(stored, "hash-" + n);
    }
  }

  private Callable<Integer> rush(int seed) {
    return () -> {
      var random = new Random(seed);
      int won = 0;
      for (int i = 0; i < CHANGES; i++) {
        won += changed(random) ? 1 : 0;
      }
      return won;
    };
  }

  private boolean changed(Random random) {
    SessionKey key = key("hmd-" + random.nextInt(DEVICES));
    SessionRecord old = store.find(key).block(PATIENCE);
    var write =
        old != null && random.nextInt(4) == 0
            ? store.remove(key, old.version())
            : store.replace(next(key, old, random));
    return Boolean.TRUE.equals(write.onErrorReturn(StoreException.class, false).block(PATIENCE));
  }

  private static SessionRecord next(SessionKey key, @Nullable SessionRecord old, Random random) {
    long version = old == null ? SessionRecord.ABSENT : old.version();
    var due = random.nextBoolean() ? NOW.plusNanos(random.nextInt(1 << 20)) : null;
    return record(key, version + 1, due, null, hash(random), hash(random));
  }

  private static @Nullable String hash(Random random) {
    return random.nextInt(3) == 0 ? null : "hash-" + random.nextInt(HASHES);
  }

  private List<SessionRecord> all() {
    return Objects.requireNonNull(
        store.list(new SessionQuery(null, null, null, null, 100)).collectList().block(PATIENCE));
  }

  /** A hash that no record carries must not be kept for one either. */
  private void assertFoundOrFree(List<SessionRecord> stored, String secret) {
    SecretHash hash = SecretHash.of(secret);
    var owner =
        stored.stream()
            .filter(record -> Stream.of(record.code(), record.handle()).anyMatch(hash::equals))
            .findFirst();
    assertThat(store.findByHash(hash).blockOptional(PATIENCE)).isEqualTo(owner);
    if (owner.isEmpty()) {
      var taker = record(key("taker-" + secret), 1, null, null, secret, null);
      assertThat(store.replace(taker).block(PATIENCE)).isTrue();
    }
  }
}
