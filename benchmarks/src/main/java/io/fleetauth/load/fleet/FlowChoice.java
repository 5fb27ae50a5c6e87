// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

/** What the next arrival does, by weight. For one thread. */
public final class FlowChoice {

  private final List<Flow> flows = new ArrayList<>();
  private final double[] sums;
  private final DoubleSupplier random;

  /**
   * @param weights at least one, above 0
   * @param random evenly spread from 0 (inclusive) to 1 (exclusive)
   */
  public FlowChoice(Map<Flow, Integer> weights, DoubleSupplier random) {
    this.sums = new double[weights.size()];
    this.random = random;
    double sum = 0;
    for (Map.Entry<Flow, Integer> weight : weights.entrySet()) {
      sum += weight.getValue();
      sums[flows.size()] = sum;
      flows.add(weight.getKey());
    }
  }

  public Flow next() {
    double point = flows.size() == 1 ? 0 : random.getAsDouble() * sums[sums.length - 1];
    int at = 0;
    while (sums[at] <= point && at < sums.length - 1) {
      at++;
    }
    return flows.get(at);
  }

  /** Returns all that may come. */
  public List<Flow> flows() {
    return List.copyOf(flows);
  }
}
