// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.oauth.EngineClosedException;
import io.fleetauth.oauth.LimitExceededException;
import io.fleetauth.token.TokenSettings.Exchanges;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Lets a bounded number of exchanges be under way; the others wait in the order in which they came.
 * Neither blocks nor holds a lock.
 */
final class Turns {

  private final Exchanges limits;
  private final Scheduler timer;
  private final Queue<Turn> urgent = new ConcurrentLinkedQueue<>();
  private final Queue<Turn> others = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger calls = new AtomicInteger();
  private volatile boolean closed;

  Turns(Exchanges limits, Scheduler timer) {
    this.limits = limits;
    this.timer = timer;
  }

  /**
   * Subscribes to {@code work} when it is its turn, which lasts until that ends or is cancelled.
   * {@link LimitExceededException} when too many wait or this one for too long, {@link
   * EngineClosedException} after {@link #close}.
   *
   * @param isUrgent whether it goes before those that are not
   */
  <T> Mono<T> take(boolean isUrgent, Mono<T> work) {
    return Mono.defer(
        () -> {
          var turn = new Turn(isUrgent ? urgent : others);
          turn.enter();
          return turn.begun().then(work).doFinally(signal -> turn.end());
        });
  }

  /** Sends those away whose turn has not come, and all that come later. Idempotent. */
  void close() {
    closed = true;
    urgent.forEach(turn -> turn.refuse(new EngineClosedException()));
    others.forEach(turn -> turn.refuse(new EngineClosedException()));
  }

  /**
   * Lets turns begin while there is room. One caller at a time does it for all, so that work that
   * ends at once does not call itself deeper and deeper.
   */
  private void proceed() {
    if (calls.getAndIncrement() > 0) {
      return;
    }
    int seen = 1;
    while (seen > 0) {
      beginAll();
      seen = calls.addAndGet(-seen);
    }
  }

  private void beginAll() {
    while (underWay.get() < limits.maxRenewals()) {
      Turn next = next();
      if (next == null) {
        return;
      }
      next.begin();
    }
  }

  private @Nullable Turn next() {
    Turn first = urgent.poll();
    return first == null ? others.poll() : first;
  }

  private enum State {
    WAITING,
    UNDER_WAY,
    OVER
  }

  private final class Turn {

    private final Queue<Turn> queue;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final Sinks.Empty<Void> begun = Sinks.empty();

    Turn(Queue<Turn> queue) {
      this.queue = queue;
    }

    void enter() {
      if (waiting.incrementAndGet() > limits.maxQueued()) {
        refuse(new LimitExceededException("max-exchanges-queued", limits.maxQueued()));
        return;
      }
      queue.add(this);
      if (closed) {
        refuse(new EngineClosedException());
      }
      proceed();
    }

    Mono<Void> begun() {
      if (state.get() != State.WAITING) {
        return begun.asMono();
      }
      Mono<Void> late =
          Mono.error(
              () -> new LimitExceededException("max-exchanges-in-flight", limits.maxRenewals()));
      return begun.asMono().timeout(limits.queueLimit(), late, timer);
    }

    void begin() {
      underWay.incrementAndGet();
      if (state.compareAndSet(State.WAITING, State.UNDER_WAY)) {
        waiting.decrementAndGet();
        begun.tryEmitEmpty();
      } else {
        underWay.decrementAndGet();
      }
    }

    void refuse(Exception reason) {
      if (state.compareAndSet(State.WAITING, State.OVER)) {
        leave();
        begun.tryEmitError(reason);
      }
    }

    void end() {
      State before = state.getAndSet(State.OVER);
      if (before == State.WAITING) {
        leave();
      } else if (before == State.UNDER_WAY) {
        underWay.decrementAndGet();
        proceed();
      }
    }

    private void leave() {
      waiting.decrementAndGet();
      queue.remove(this);
    }
  }
}
