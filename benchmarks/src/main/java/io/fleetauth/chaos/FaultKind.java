// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import java.util.List;
import java.util.Random;

/** What can go wrong, and how often among a hundred faults of mixed kind. */
enum FaultKind {
  /** {@code kill -9} of a gateway, which is started again at once. */
  KILL("kill -9", 45),
  /** The authority rotates refresh tokens, and its answers are lost. */
  DROP_REPLY("answers lost", 20),
  /** All connections to the authority are reset, with what is under way on them. */
  RESET("connections reset", 15),
  /** A gateway stands still for longer than its claims hold ({@code SIGSTOP}), then goes on. */
  PAUSE("suspended", 3),
  /** The store's server is stopped, and started again. */
  STORE_DOWN("store down", 5),
  /** The store's server ends all connections of the gateways. */
  STORE_DISCONNECT("store connections ended", 7),
  /** The store's server answers nothing for a while. */
  STORE_SLOW("store slow", 5);

  final String title;
  private final int weight;

  FaultKind(String title, int weight) {
    this.title = title;
    this.weight = weight;
  }

  /** Returns whether it may stop whoever has just taken the work of a dead gateway over. */
  boolean stopsGateways() {
    return this == KILL || this == PAUSE || isOfStore();
  }

  boolean isOfStore() {
    return this == STORE_DOWN || this == STORE_DISCONNECT || this == STORE_SLOW;
  }

  /** Returns one of {@code possible}, each as often as its weight says. */
  static FaultKind any(List<FaultKind> possible, Random random) {
    int left = random.nextInt(possible.stream().mapToInt(kind -> kind.weight).sum());
    for (FaultKind kind : possible) {
      left -= kind.weight;
      if (left < 0) {
        return kind;
      }
    }
    throw new IllegalArgumentException("possible is empty");
  }
}
