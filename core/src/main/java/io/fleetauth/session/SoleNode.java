// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import reactor.core.publisher.Flux;

/** The one process that has the store. */
record SoleNode(NodeId self) implements Nodes {

  @Override
  public boolean isGone(NodeId node) {
    return !node.equals(self);
  }

  @Override
  public boolean isCurrent() {
    return true;
  }

  @Override
  public Flux<NodeId> changes() {
    return Flux.never();
  }
}
