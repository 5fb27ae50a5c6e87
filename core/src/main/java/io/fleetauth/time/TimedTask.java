// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.time;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Exceptions;

/** One wait: link of a bucket's list and handle for its owner in one object, to be small. */
class TimedTask implements Disposable {

  private static final Logger log = LoggerFactory.getLogger(TimerWheel.class);

  private static final int OPEN = 0;
  private static final int DONE = 1;
  private static final AtomicIntegerFieldUpdater<TimedTask> STATE =
      AtomicIntegerFieldUpdater.newUpdater(TimedTask.class, "state");

  final long period; // nanoseconds, 0 for once
  private final Runnable task;

  long deadline; // nanoseconds since the start of the wheel
  @Nullable TimedTask previous; // guarded by the bucket, as is next while in one
  @Nullable TimedTask next;
  volatile @Nullable TimerBucket bucket; // where it waits
  private volatile int state;

  TimedTask(Runnable task, long period) {
    this.task = task;
    this.period = period;
  }

  boolean isPeriodic() {
    return period > 0;
  }

  /** Runs the task unless it was cancelled. */
  final void run() {
    if (isPeriodic() ? isDisposed() : !finish()) {
      return;
    }
    try {
      task.run();
    } catch (Throwable e) {
      Exceptions.throwIfJvmFatal(e);
      log.error("A timer task failed", e);
    }
  }

  @Override
  public void dispose() {
    if (finish()) {
      unlink();
    }
  }

  @Override
  public boolean isDisposed() {
    return state != OPEN;
  }

  /** Takes it out of the bucket where it waits, if it does. */
  final void unlink() {
    TimerBucket current = bucket;
    if (current != null) {
      current.remove(this);
    }
  }

  /** Returns the next of a chain of due tasks, and keeps no hold of it. */
  final @Nullable TimedTask detachNext() {
    TimedTask following = next;
    next = null;
    return following;
  }

  /** Is called once, when it was run for the last time or cancelled. */
  void finished() {}

  private boolean finish() {
    if (!STATE.compareAndSet(this, OPEN, DONE)) {
      return false;
    }
    finished();
    return true;
  }
}
