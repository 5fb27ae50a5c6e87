// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Lets one after the other do their work, in the order of arrival. Thread-safe. */
final class Turns {

  private final Deque<Sinks.Empty<Void>> queue = new ArrayDeque<>();

  /** Emits what {@code work} does when its turn comes; who is cancelled leaves the queue. */
  <T> Mono<T> take(Mono<T> work) {
    return Mono.defer(
        () -> {
          Sinks.Empty<Void> ticket = Sinks.empty();
          enter(ticket);
          return ticket.asMono().then(work).doFinally(end -> leave(ticket));
        });
  }

  private void enter(Sinks.Empty<Void> ticket) {
    boolean first;
    synchronized (queue) {
      first = queue.isEmpty();
      queue.add(ticket);
    }
    if (first) {
      ticket.tryEmitEmpty();
    }
  }

  private void leave(Sinks.Empty<Void> ticket) {
    Sinks.Empty<Void> next = next(ticket);
    if (next != null) {
      next.tryEmitEmpty();
    }
  }

  private Sinks.@Nullable Empty<Void> next(Sinks.Empty<Void> ticket) {
    synchronized (queue) {
      boolean wasFirst = queue.peek() == ticket;
      queue.remove(ticket);
      return wasFirst ? queue.peek() : null;
    }
  }
}
