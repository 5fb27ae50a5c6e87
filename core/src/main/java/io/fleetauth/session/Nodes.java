// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import java.util.SplittableRandom;
import reactor.core.publisher.Flux;

/**
 * The processes that share a session store, as this one sees them. What it says saves waiting, and
 * keeps a process that was cut off from doing what others took over; which write counts is decided
 * by {@link SessionStore#replace} alone. Thread-safe; no method blocks.
 */
public interface Nodes {

  /** Returns the id of this process, the same one for the life of the store. */
  NodeId self();

  /**
   * Returns whether {@code node} will write nothing any more: it closed its store, or was not heard
   * of for so long that it knows itself to be cut off. An id that nobody knows is gone too, but
   * perhaps only told so a few seconds after the first question: it may have just come.
   */
  boolean isGone(NodeId node);

  /**
   * Returns whether the others can still take this process to be there. Measured by monotonic time,
   * so also after the process was suspended. While {@code false}, it must begin nothing that
   * another node may have taken over.
   */
  boolean isCurrent();

  /**
   * Emits each node that is found gone from now on, perhaps more than once; and {@link #self} when
   * this process is current again after it was not, just before {@link #isCurrent} says so: then
   * others may have taken over its work. May complete when the store is closed.
   */
  Flux<NodeId> changes();

  /** Returns the nodes of a store that no two processes have open: whoever wrote before is gone. */
  static Nodes sole() {
    return new SoleNode(NodeId.generate(new SplittableRandom()));
  }
}
