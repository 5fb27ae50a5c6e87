// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load;

import io.fleetauth.load.fleet.KeyChoice;
import io.fleetauth.load.measure.Operation;
import io.fleetauth.load.schedule.Rate;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * How a run goes, whatever server it is against.
 *
 * @param weights how often arrivals do what, above 0; empty for what suits the server
 * @param warmUp measured apart, before the measured time
 * @param duration the measured time
 * @param drain longest wait at the end for what is still under way
 * @param devices to sign in before the run, where arrivals need them
 * @param herd all devices at once, instead of arrivals at the rate
 * @param herdEvery from one herd to the next; zero for one only
 * @param approveAfter how long the simulated person takes
 * @param maxInFlight most arrivals under way; further ones are dropped and counted
 * @param connections most connections to each server
 * @param timeout longest wait for an answer
 * @param seed decides which device and what kind of arrival comes when
 */
public record Settings(
    Scenario scenario,
    Map<Operation, Integer> weights,
    Rate rate,
    Arrivals arrivals,
    Duration warmUp,
    Duration duration,
    Duration drain,
    int devices,
    KeyChoice keys,
    boolean herd,
    Duration herdEvery,
    Duration approveAfter,
    int maxInFlight,
    int connections,
    Duration timeout,
    long seed) {

  private static final Set<Operation> OF_A_FLEET = Set.of(Operation.TOKEN_READ, Operation.REFRESH);

  private static final Map<Operation, Integer> AT_A_GATEWAY =
      Map.of(Operation.TOKEN_READ, 90, Operation.REFRESH, 8, Operation.SIGN_IN, 2);
  private static final Map<Operation, Integer> ELSEWHERE =
      Map.of(Operation.REFRESH, 90, Operation.SIGN_IN, 10);

  /** How arrivals follow each other at the same rate. */
  public enum Arrivals {
    EVEN,
    POISSON
  }

  /**
   * @throws IllegalArgumentException when a value makes no sense; the message begins with its
   *     option
   */
  public Settings {
    weights = Map.copyOf(weights);
    require(!duration.isZero(), "--duration must be above 0");
    require(!timeout.isZero(), "--timeout must be above 0");
    require(devices > 0, "--devices must be at least 1");
    require(maxInFlight > 0, "--max-in-flight must be at least 1");
    require(connections > 0, "--connections must be at least 1");
    weights
        .keySet()
        .forEach(
            operation ->
                require(
                    operation.isArrival(),
                    "--mix: nobody arrives for a " + operation.key() + " alone"));
    require(
        weights.values().stream().allMatch(weight -> weight > 0), "--mix: weights must be above 0");
  }

  private static void require(boolean good, String otherwise) {
    if (!good) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** Returns settings whose weights are not empty. */
  Settings suited(boolean gateway) {
    return weights.isEmpty() ? with(gateway ? AT_A_GATEWAY : ELSEWHERE) : this;
  }

  private Settings with(Map<Operation, Integer> mix) {
    return new Settings(
        scenario,
        mix,
        rate,
        arrivals,
        warmUp,
        duration,
        drain,
        devices,
        keys,
        herd,
        herdEvery,
        approveAfter,
        maxInFlight,
        connections,
        timeout,
        seed);
  }

  /** Returns whether devices must be signed in before the run. */
  boolean needsFleet() {
    return weights.keySet().stream().anyMatch(OF_A_FLEET::contains);
  }

  /** Returns whether somebody has to approve sign-ins. */
  boolean needsApprover() {
    return needsFleet() || weights.containsKey(Operation.SIGN_IN);
  }
}
