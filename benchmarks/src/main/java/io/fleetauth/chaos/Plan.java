// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * What a run is to do.
 *
 * @param seed decides kinds, places and moments of the faults
 * @param kills gateways to kill, besides {@code faults}
 * @param faults faults of mixed kind
 * @param only kinds of the mixed faults; empty for all that are possible
 * @param every mean wait between the end of a fault and the next one
 * @param pause how long a suspended gateway stands still; to be longer than a claim holds
 * @param outage how long the store is down or slow
 * @param sessions devices that are signed in before the first fault
 * @param pending devices whose sign-in is pending at the first fault, and approved between the
 *     faults
 * @param nodes gateway processes
 * @param tokenLife life of access tokens
 * @param grace for how long the authority takes the refresh token before the current one
 * @param readEvery mean wait of a device between two reads
 * @param limit longest duration of it all
 */
record Plan(
    long seed,
    int kills,
    int faults,
    Set<FaultKind> only,
    Duration every,
    Duration pause,
    Duration outage,
    int sessions,
    int pending,
    int nodes,
    StoreChoice store,
    Duration tokenLife,
    Duration grace,
    Duration readEvery,
    Duration limit) {

  /** Where the gateways keep their sessions. */
  enum StoreChoice {
    SQLITE,
    POSTGRES
  }

  /** What a lost answer and a restart take together, at most, on a busy machine. */
  private static final Duration COVERING_GRACE = Duration.ofSeconds(20);

  private static final int MOST_AT_ONCE = 5;

  Plan {
    requireNonNull(store, "store");
    only = Set.copyOf(only);
    requireAtLeast(0, kills, "kills");
    requireAtLeast(0, faults, "faults");
    requireAtLeast(1, sessions, "sessions");
    requireAtLeast(0, pending, "pending");
    requireAtLeast(1, nodes, "nodes");
    requireAtLeast(1, tokenLife.toSeconds(), "token-life");
    requireAtLeast(1, every.toMillis(), "every");
    requireAtLeast(1, readEvery.toMillis(), "read-every");
    if (store == StoreChoice.SQLITE && nodes > 1) {
      throw new IllegalArgumentException("nodes must be 1 with store sqlite, was " + nodes);
    }
  }

  private static void requireAtLeast(long least, long value, String name) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ", was " + value);
    }
  }

  /** Returns whether no answer that is lost may cost a device its session. */
  boolean isForgiving() {
    return grace.compareTo(COVERING_GRACE) >= 0;
  }

  /** Returns whether nothing happens to gateways and the authority. */
  boolean breaksOnlyTheStore() {
    return kills == 0 && !only.isEmpty() && only.stream().allMatch(FaultKind::isOfStore);
  }

  /**
   * Returns how long a device waits between two reads.
   *
   * @param part 0 for the shortest wait, 1 for the longest
   */
  Duration untilRead(double part) {
    return Duration.ofMillis((long) (readEvery.toMillis() * (0.5 + part)));
  }

  /** Returns within what time each device reads at least once. */
  Duration longestUntilRead() {
    return untilRead(1);
  }

  /**
   * A fault to come.
   *
   * @param after wait since the end of the one before
   * @param node number of the gateway that it strikes, if it strikes one
   * @param amount how many answers are lost, if that is the fault
   */
  record Step(FaultKind kind, Duration after, int node, int amount) {}

  /**
   * Returns all faults in their order; the same for the same seed.
   *
   * @param possible kinds that this installation can have
   */
  List<Step> steps(List<FaultKind> possible) {
    var random = new Random(seed);
    if (faults > 0 && possible.isEmpty()) {
      throw new IllegalArgumentException("only names no fault that store " + store + " can have");
    }
    var kinds = new ArrayList<>(Collections.nCopies(kills, FaultKind.KILL));
    for (int i = 0; i < faults; i++) {
      kinds.add(FaultKind.any(possible, random));
    }
    Collections.shuffle(kinds, random);
    return kinds.stream().map(kind -> step(kind, random)).toList();
  }

  private Step step(FaultKind kind, Random random) {
    var after = Duration.ofMillis((long) (every.toMillis() * (0.25 + 1.5 * random.nextDouble())));
    return new Step(kind, after, random.nextInt(nodes), 1 + random.nextInt(MOST_AT_ONCE));
  }
}
