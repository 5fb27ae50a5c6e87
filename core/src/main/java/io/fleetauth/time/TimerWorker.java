// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.time;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Tasks of one owner, that end with it. Keeps them in a list of their own for O(1) removal. */
final class TimerWorker implements Scheduler.Worker {

  private final TimerWheel wheel;
  private @Nullable Owned first;
  private boolean disposed;

  TimerWorker(TimerWheel wheel) {
    this.wheel = wheel;
  }

  @Override
  public Disposable schedule(Runnable task) {
    return schedule(task, 0, TimeUnit.NANOSECONDS);
  }

  @Override
  public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
    return start(new Owned(this, Schedulers.onSchedule(task), 0), unit.toNanos(delay));
  }

  @Override
  public Disposable schedulePeriodically(
      Runnable task, long initialDelay, long period, TimeUnit unit) {
    long nanos = TimerWheel.periodNanos(period, unit);
    return start(new Owned(this, Schedulers.onSchedule(task), nanos), unit.toNanos(initialDelay));
  }

  private Disposable start(Owned task, long delay) {
    add(task);
    try {
      wheel.start(task, delay);
    } catch (RuntimeException rejected) {
      task.dispose();
      throw rejected;
    }
    return task;
  }

  @Override
  public void dispose() {
    Owned task;
    synchronized (this) {
      disposed = true;
      task = first;
      first = null;
    }
    while (task != null) {
      Owned following = task.after;
      task.dispose();
      task = following;
    }
  }

  @Override
  public synchronized boolean isDisposed() {
    return disposed;
  }

  private synchronized void add(Owned task) {
    if (disposed) {
      throw Exceptions.failWithRejected();
    }
    task.after = first;
    if (first != null) {
      first.before = task;
    }
    first = task;
  }

  private synchronized void remove(Owned task) {
    if (disposed) {
      return; // the list is being walked, and dropped as a whole
    }
    if (task.before == null) {
      first = task.after;
    } else {
      task.before.after = task.after;
    }
    if (task.after != null) {
      task.after.before = task.before;
    }
    task.before = null;
    task.after = null;
  }

  /** A task that its worker knows until it is done. */
  private static final class Owned extends TimedTask {

    private final TimerWorker worker;
    private @Nullable Owned before;
    private @Nullable Owned after;

    Owned(TimerWorker worker, Runnable task, long period) {
      super(task, period);
      this.worker = worker;
    }

    @Override
    void finished() {
      worker.remove(this);
    }
  }
}
