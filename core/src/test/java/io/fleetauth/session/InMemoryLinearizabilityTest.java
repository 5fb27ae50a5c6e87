// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static io.fleetauth.session.SessionStoreContract.NOW;
import static io.fleetauth.session.SessionStoreContract.key;
import static io.fleetauth.session.SessionStoreContract.record;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Linearizability (Herlihy and Wing): whatever two threads do at once, some order of their calls
 * explains all answers, and in it a call that had ended comes before one that began later.
 */
class InMemoryLinearizabilityTest {

  private static final long SEED = 20261127;
  private static final int SCENARIOS = 150;
  private static final int RUNS = 100;
  private static final int CALLS = 3;

  @Test
  void someOrderOfTheCallsExplainsAllAnswers() {
    var random = new Random(SEED);
    for (int n = 0; n < SCENARIOS; n++) {
      var scenario =
          new Scenario(
              calls(random, 1 + random.nextInt(2)), calls(random, CALLS), calls(random, CALLS));
      List<Order> orders = scenario.orders();
      for (Run run : scenario.atOnce()) {
        boolean explained = orders.stream().anyMatch(order -> order.explains(run.answers()));
        if (!explained || !indexesAgree(run.store())) {
          fail("seed %d, %s answered %s", SEED, scenario, List.of(run.answers()));
        }
      }
    }
  }

  private static List<Call> calls(Random random, int count) {
    return Stream.generate(() -> Call.any(random)).limit(count).toList();
  }

  /** Whether the indexes lead to what is there, and to nothing else. */
  private static boolean indexesAgree(InMemorySessionStore store) {
    List<SessionRecord> all =
        Stream.of("hmd-0", "hmd-1")
            .map(device -> store.find(key(device)).block())
            .filter(Objects::nonNull)
            .toList();
    var query = new SessionQuery(null, null, null, null, 9);
    return all.equals(store.list(query).collectList().block())
        && Set.copyOf(all).equals(store.due(NOW.plusSeconds(1), 9).collect(toSet()).block())
        && Stream.of("hash-0", "hash-1")
            .map(SecretHash::of)
            .allMatch(
                hash ->
                    store
                        .findByHash(hash)
                        .blockOptional()
                        .equals(all.stream().filter(r -> hash.equals(r.handle())).findFirst()));
  }

  /** Two devices, two hashes that either may have, and few versions, so that calls meet. */
  private record Call(int kind, String device, int version, @Nullable String hash) {

    static Call any(Random random) {
      String hash = random.nextInt(4) == 0 ? null : "hash-" + random.nextInt(2);
      return new Call(random.nextInt(6), "hmd-" + random.nextInt(2), 1 + random.nextInt(3), hash);
    }

    String on(InMemorySessionStore store) {
      return switch (kind) {
        case 0 -> "found " + said(store.find(key(device)).block());
        case 1 -> "by hash " + said(store.findByHash(SecretHash.of("" + hash)).block());
        case 2 -> "removed " + store.remove(key(device), version).block();
        default -> "replaced " + replaced(store);
      };
    }

    private String replaced(InMemorySessionStore store) {
      try {
        var next = record(key(device), version, NOW.plusNanos(version), null, null, hash);
        return "" + store.replace(next).block();
      } catch (StoreException e) {
        return "" + e.reason();
      }
    }

    private static String said(@Nullable SessionRecord record) {
      return record == null ? "nothing" : record.sealed() + " " + record.handle();
    }
  }

  /** What a call answered, and when, in nanoseconds. */
  private record Answer(String said, long began, long ended) {}

  /** The calls in one order, by their numbers, and what each answers then, by its number. */
  private record Order(int[] calls, String[] answers) {

    boolean explains(Answer[] given) {
      for (int at = 0; at < calls.length; at++) {
        if (!answers[at].equals(given[at].said())) {
          return false;
        }
        for (int later = at + 1; later < calls.length; later++) {
          if (given[calls[later]].ended() < given[calls[at]].began()) {
            return false;
          }
        }
      }
      return true;
    }
  }

  /** Calls 0 to 2 are those of the one thread, 3 to 5 those of the other. */
  private record Scenario(List<Call> before, List<Call> one, List<Call> other) {

    InMemorySessionStore prepared() {
      var store = new InMemorySessionStore();
      before.forEach(call -> call.on(store));
      return store;
    }

    private Call call(int n) {
      return n < CALLS ? one.get(n) : other.get(n - CALLS);
    }

    /** Returns all orders that keep that of each thread. */
    List<Order> orders() {
      var orders = new ArrayList<Order>();
      for (int mask = 0; mask < 1 << (2 * CALLS); mask++) {
        if (Integer.bitCount(mask) == CALLS) {
          orders.add(order(mask));
        }
      }
      return orders;
    }

    private Order order(int mask) {
      InMemorySessionStore store = prepared();
      var answers = new String[2 * CALLS];
      int mine = 0;
      int theirs = CALLS;
      var calls = new int[2 * CALLS];
      for (int at = 0; at < calls.length; at++) {
        calls[at] = (mask >> at & 1) == 0 ? mine++ : theirs++;
        answers[calls[at]] = call(calls[at]).on(store);
      }
      return new Order(calls, answers);
    }

    /** Two threads go through the same stores, side by side. */
    List<Run> atOnce() {
      List<Run> runs = Stream.generate(() -> new Run(prepared())).limit(RUNS).toList();
      CompletableFuture<Void> otherThread =
          CompletableFuture.runAsync(() -> runs.forEach(run -> call(run, CALLS)));
      runs.forEach(run -> call(run, 0));
      otherThread.join();
      return runs;
    }

    private void call(Run run, int first) {
      run.meet();
      for (int n = first; n < first + CALLS; n++) {
        long began = System.nanoTime();
        String said = call(n).on(run.store());
        run.answers()[n] = new Answer(said, began, System.nanoTime());
      }
    }
  }

  /** One store that the calls of a scenario met in. */
  private record Run(InMemorySessionStore store, Answer[] answers, AtomicInteger there) {

    private static final int PATIENCE = 2_000;

    Run(InMemorySessionStore store) {
      this(store, new Answer[2 * CALLS], new AtomicInteger());
    }

    /** Waits a moment for the other thread: with few processors it may be long in coming. */
    void meet() {
      there.incrementAndGet();
      for (int i = 0; i < PATIENCE && there.get() < 2; i++) {
        Thread.onSpinWait();
      }
    }
  }
}
