// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Walks a tree of choices depth first, one path for each run; the runs must be deterministic. What
 * follows from a state is walked once.
 */
final class Choices implements ClusterRun.Path {

  private final Deque<Choice> ahead = new ArrayDeque<>();
  private final Set<String> states = new HashSet<>();
  private final Deque<Choice> taken = new ArrayDeque<>();

  private record Choice(int taken, int options) {}

  @Override
  public int next(int options, String state) {
    if (ahead.isEmpty() && !states.add(state)) {
      return -1;
    }
    Choice choice = ahead.isEmpty() ? new Choice(0, options) : ahead.removeFirst();
    if (choice.options() != options) {
      throw new IllegalStateException("the run is not deterministic");
    }
    taken.addLast(choice);
    return choice.taken();
  }

  /** Begins the next run; {@code false} when all were made. */
  boolean next() {
    while (!taken.isEmpty()) {
      Choice last = taken.removeLast();
      if (last.taken() + 1 < last.options()) {
        taken.addLast(new Choice(last.taken() + 1, last.options()));
        ahead.addAll(taken);
        taken.clear();
        return true;
      }
    }
    return false;
  }
}
