// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import io.fleetauth.scale.HttpCaller;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** What the devices of a run share. Thread-safe. */
final class FleetContext {

  private static final Duration START_LIMIT = Duration.ofMinutes(1);

  private final Plan plan;
  private final Installation installation;
  private final Counts counts;
  private final Trails trails;
  private final FaultLog faults;
  private final ConcurrentMap<String, Device> families = new ConcurrentHashMap<>();
  private final ConcurrentMap<FaultKind, Long> recoveries = new ConcurrentHashMap<>();
  private final Set<String> lost = ConcurrentHashMap.newKeySet();

  FleetContext(
      Plan plan, Installation installation, Counts counts, Trails trails, FaultLog faults) {
    this.plan = plan;
    this.installation = installation;
    this.counts = counts;
    this.trails = trails;
    this.faults = faults;
  }

  Plan plan() {
    return plan;
  }

  Counts counts() {
    return counts;
  }

  Trails trails() {
    return trails;
  }

  FaultLog faults() {
    return faults;
  }

  AuthorityControl control() {
    return installation.control();
  }

  HttpCaller anyGateway() {
    List<GatewayNode> nodes = installation.nodes();
    return nodes.get(ThreadLocalRandom.current().nextInt(nodes.size())).http();
  }

  /** Emits one answer for each device, in their order. */
  Mono<JsonNode> startSignIns(List<String> devices) {
    Map<String, Object> body =
        Map.of(
            "registration",
            Installation.REGISTRATION,
            "client_id",
            Installation.CLIENT,
            "devices",
            devices);
    return anyGateway()
        .post("/v1/sign-ins", installation.adminToken(), body)
        .timeout(START_LIMIT)
        .flatMap(
            answer ->
                answer.status() == 201
                    ? Mono.just(answer.json().get("sign_ins"))
                    : Mono.error(new IOException("start: " + answer.status())));
  }

  /** Takes a family of tokens for a device; {@code false} when it is that of another. */
  boolean claimFamily(String family, Device device) {
    return families.putIfAbsent(family, device) == null;
  }

  Duration untilNextRead() {
    return plan.untilRead(ThreadLocalRandom.current().nextDouble());
  }

  /** Notes how long a device was without an answer, to the account of the last fault. */
  void recovered(long millis) {
    FaultKind last = faults.lastKind();
    if (last != null) {
      recoveries.merge(last, millis, Math::max);
    }
  }

  /** Returns the longest time that a device was without an answer, for each kind of fault. */
  Map<FaultKind, Long> recoveries() {
    return Map.copyOf(recoveries);
  }

  /** Notes that a device has to sign in again. */
  void lost(String device) {
    lost.add(device);
  }

  /** Returns the devices that had to sign in again. */
  Set<String> lost() {
    return Set.copyOf(lost);
  }
}
