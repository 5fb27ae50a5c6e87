// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * Tells watchers of a store which keys were written. Any thread may tell; watchers hear one key at
 * a time, on the thread that tells, and nobody waits for another thread. A watcher that asks for
 * less than there is misses the rest.
 */
public final class SessionChanges {

  private final Queue<SessionKey> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pending = new AtomicInteger();
  private final Sinks.Many<SessionKey> watchers =
      Sinks.unsafe().many().multicast().directBestEffort();
  private volatile boolean closed;

  /** Tells those who watch now. */
  public void changed(SessionKey key) {
    if (watchers.currentSubscriberCount() > 0) {
      waiting.add(key);
      drain();
    }
  }

  /** Emits what is told from the subscription on; completes with {@link #close}. */
  public Flux<SessionKey> watch() {
    return watchers.asFlux();
  }

  /** Lets the watchers complete. Idempotent. */
  public void close() {
    closed = true;
    drain();
  }

  /** Whoever comes first emits for all who come while it does. */
  private void drain() {
    if (pending.getAndIncrement() > 0) {
      return;
    }
    int seen = 1;
    while (seen > 0) {
      emitWaiting();
      seen = pending.addAndGet(-seen);
    }
  }

  private void emitWaiting() {
    for (SessionKey key = waiting.poll(); key != null; key = waiting.poll()) {
      watchers.tryEmitNext(key);
    }
    if (closed) {
      watchers.tryEmitComplete();
    }
  }
}
