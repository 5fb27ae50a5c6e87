// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Says who may spend the refresh token of a session, written by {@link SessionStore#replace} before
 * it is sent. Holds no point in time, because clocks differ: whoever else wants the token waits
 * until its own monotonic time since it first saw this very claim is over {@code length}, or the
 * node is gone. A claim that was not given back means that the token may have been spent.
 *
 * @param node who claimed it
 * @param engine which engine of that process, by a random number
 * @param version of the record that it was written with, which tells two claims of an engine apart
 * @param length how long it holds; zero for one that holds no more, and only tells that the token
 *     may have been spent by an exchange whose answer was lost
 * @param uncertain whether that was so already when it was claimed
 */
public record Claim(NodeId node, long engine, long version, Duration length, boolean uncertain) {

  public Claim {
    requireNonNull(node, "node");
    if (requireNonNull(length, "length").isNegative()) {
      throw new IllegalArgumentException("length must not be negative, was " + length);
    }
  }

  /** Returns whether anybody may claim the token anew. */
  public boolean isOver() {
    return length.isZero();
  }

  /** Returns what stays of it after an exchange whose answer was lost. */
  public Claim over() {
    return new Claim(node, engine, version, Duration.ZERO, true);
  }
}
