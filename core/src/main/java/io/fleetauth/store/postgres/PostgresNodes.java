// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store.postgres;

import io.fleetauth.session.NodeId;
import io.fleetauth.session.Nodes;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * What this process knows of the others from its last look at the table of nodes, and of itself
 * from its last beat. Questions come on any thread, looks and beats one after another.
 */
final class PostgresNodes implements Nodes {

  /** Ids of nodes that went long ago are asked for again when somebody still has one. */
  private static final int MAX_GONE = 10_000;

  private final NodeId self;
  private final long currentNanos;
  private final LongSupplier nanos;
  private final Sinks.Many<NodeId> changes = Sinks.many().multicast().directBestEffort();
  private final Set<NodeId> gone = ConcurrentHashMap.newKeySet();

  /** Nodes that nobody knew, and the last look that had begun when they were first asked for. */
  private final Map<NodeId, Long> asked = new ConcurrentHashMap<>();

  private volatile Set<NodeId> there = Set.of();
  private final AtomicLong looks = new AtomicLong();
  private volatile long lastBeat;

  /**
   * @param nanos monotonic time that goes on while the process is suspended
   */
  PostgresNodes(NodeId self, NodeTimes times, LongSupplier nanos) {
    this.self = self;
    this.currentNanos = times.current().toNanos();
    this.nanos = nanos;
    this.lastBeat = nanos.getAsLong() - currentNanos;
  }

  @Override
  public NodeId self() {
    return self;
  }

  @Override
  public boolean isGone(NodeId node) {
    if (node.equals(self) || there.contains(node)) {
      return false;
    }
    if (gone.contains(node)) {
      return true;
    }
    asked.putIfAbsent(node, looks.get());
    return false;
  }

  @Override
  public boolean isCurrent() {
    return nanos.getAsLong() - lastBeat < currentNanos;
  }

  @Override
  public Flux<NodeId> changes() {
    return changes.asFlux().onBackpressureBuffer();
  }

  /** Returns the time at which a beat is sent. */
  long now() {
    return nanos.getAsLong();
  }

  /**
   * Notes that a beat arrived.
   *
   * @param sent when it was sent
   * @param lost whether the others had taken this process for gone
   */
  void beaten(long sent, boolean lost) {
    boolean back = lost || !isCurrent();
    lastBeat = sent;
    if (back) {
      changes.tryEmitNext(self);
    }
  }

  /** Begins a look at the table. */
  void look() {
    looks.incrementAndGet();
  }

  /** Ends the last look that began. */
  void seen(Set<NodeId> present) {
    var lost = new HashSet<>(there);
    asked.forEach((node, look) -> addIf(look < looks.get(), node, lost));
    lost.removeAll(present);
    lost.remove(self); // the next beat shows what that means
    if (gone.size() + lost.size() > MAX_GONE) {
      gone.clear();
    }
    gone.removeAll(present);
    gone.addAll(lost);
    there = present;
    asked.keySet().removeAll(present);
    asked.keySet().removeAll(lost);
    lost.forEach(changes::tryEmitNext);
  }

  private static void addIf(boolean condition, NodeId node, Set<NodeId> nodes) {
    if (condition) {
      nodes.add(node);
    }
  }

  void close() {
    changes.tryEmitComplete();
  }
}
