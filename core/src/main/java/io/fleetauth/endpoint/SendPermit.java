// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.endpoint;

import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Is asked at the last moment before a request goes out, which may have waited long for metadata
 * and for a connection until then, or with its whole process. Travels in the context of the
 * subscriber. Must neither block nor throw.
 */
@FunctionalInterface
public interface SendPermit {

  /** Returns whether the request may go out now; else it fails with {@link NotSentException}. */
  boolean maySend();

  /** Returns the permit that {@code context} has, or one for always. */
  static SendPermit of(ContextView context) {
    return context.hasKey(SendPermit.class) ? context.get(SendPermit.class) : () -> true;
  }

  /** Returns {@code context} with this permit. */
  default Context in(Context context) {
    return context.put(SendPermit.class, this);
  }
}
