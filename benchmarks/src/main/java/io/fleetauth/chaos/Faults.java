// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Lets faults happen. Blocks while one lasts. */
final class Faults {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** How long answers that are to be lost may come. */
  private static final Duration DROP_WITHIN = Duration.ofSeconds(2);

  private static final Set<FaultKind> ALWAYS =
      Set.of(FaultKind.KILL, FaultKind.DROP_REPLY, FaultKind.RESET, FaultKind.PAUSE);

  private final Plan plan;
  private final Installation installation;
  private final FaultLog log;
  private final Set<GatewayNode> suspended = ConcurrentHashMap.newKeySet();
  private final List<Thread> resuming = new ArrayList<>();

  Faults(Plan plan, Installation installation, FaultLog log) {
    this.plan = plan;
    this.installation = installation;
    this.log = log;
  }

  /** Returns what can happen here. */
  List<FaultKind> possible() {
    Set<FaultKind> ofStore = installation.store().faults().keySet();
    return Arrays.stream(FaultKind.values())
        .filter(kind -> ALWAYS.contains(kind) || ofStore.contains(kind))
        .filter(kind -> plan.only().isEmpty() || plan.only().contains(kind))
        .toList();
  }

  /**
   * Lets one happen; returns when it is over, except that others go on while a node is suspended.
   */
  void strike(Plan.Step step) throws Exception {
    GatewayNode node = node(step.node());
    switch (step.kind()) {
      case KILL -> kill(node);
      case DROP_REPLY -> dropReplies(step.amount());
      case RESET -> reset();
      case PAUSE -> suspend(node);
      case STORE_DOWN, STORE_DISCONNECT, STORE_SLOW -> ofStore(step.kind());
    }
    log.end();
  }

  /** Returns the node, or the next one that is not suspended. */
  private GatewayNode node(int number) {
    List<GatewayNode> nodes = installation.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      GatewayNode node = nodes.get((number + i) % nodes.size());
      if (!suspended.contains(node)) {
        return node;
      }
    }
    return nodes.get(number);
  }

  private void kill(GatewayNode node) throws IOException, InterruptedException {
    log.begin(FaultKind.KILL, "kill -9 of " + node.name());
    node.kill();
    node.start();
  }

  private void dropReplies(int times) throws InterruptedException {
    log.begin(FaultKind.DROP_REPLY, times + " answers to refreshes lost");
    installation.control().dropReplies(times).block(LIMIT);
    Thread.sleep(DROP_WITHIN.toMillis());
    installation.control().clearScripts().block(LIMIT);
  }

  private void reset() {
    log.begin(FaultKind.RESET, "connections to the authority reset");
    installation.proxy().reset();
  }

  /** With more than one node the others go on, and meet other faults. */
  private void suspend(GatewayNode node) throws IOException, InterruptedException {
    if (suspended.size() == Math.max(1, installation.nodes().size() - 1)) {
      return; // enough of them stand still
    }
    log.begin(FaultKind.PAUSE, node.name() + " suspended for " + plan.pause().toSeconds() + " s");
    suspended.add(node);
    node.suspend();
    var resume = new Thread(() -> resumeLater(node), "resume " + node.name());
    resume.start();
    if (installation.nodes().size() == 1) {
      resume.join();
    } else {
      resuming.add(resume);
    }
  }

  private void resumeLater(GatewayNode node) {
    try {
      Thread.sleep(plan.pause().toMillis());
      node.resume();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      suspended.remove(node);
    }
  }

  private void ofStore(FaultKind kind) throws Exception {
    StoreKind.Fault fault = installation.store().faults().get(kind);
    if (fault != null) {
      log.begin(kind, kind.title);
      fault.strike();
    }
  }

  /** Returns when no gateway is suspended any more. */
  void settle() throws InterruptedException {
    for (Thread thread : resuming) {
      thread.join();
    }
  }
}
