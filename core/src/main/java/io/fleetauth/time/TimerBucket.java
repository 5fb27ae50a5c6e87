// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.time;

import org.jspecify.annotations.Nullable;

/**
 * The tasks whose tick falls on one place of the wheel, in the order of insertion. The lock is held
 * for a few instructions only; no task runs under it.
 */
final class TimerBucket {

  static final long INSERTED = -1;

  private @Nullable TimedTask first;
  private @Nullable TimedTask last;
  private int size;
  private long passed; // the last tick whose tasks were taken

  /**
   * Returns {@link #INSERTED}, or the last tick that was taken when {@code tick} is not after it.
   */
  synchronized long insert(TimedTask task, long tick) {
    if (tick <= passed) {
      return passed;
    }
    task.previous = last;
    task.bucket = this;
    if (last == null) {
      first = task;
    } else {
      last.next = task;
    }
    last = task;
    size++;
    return INSERTED;
  }

  synchronized void remove(TimedTask task) {
    if (task.bucket == this) {
      unlink(task);
    }
  }

  /** Returns the first of a chain of the tasks that are due at {@code tick}, or {@code null}. */
  synchronized @Nullable TimedTask take(long tick) {
    passed = tick;
    long time = tick * TimerWheel.TICK_NANOS;
    TimedTask head = null;
    TimedTask tail = null;
    for (TimedTask task = first; task != null; ) {
      TimedTask following = task.next;
      if (task.deadline <= time) {
        unlink(task);
        if (tail == null) {
          head = task;
        } else {
          tail.next = task;
        }
        tail = task;
      }
      task = following;
    }
    return head;
  }

  synchronized void clear() {
    while (first != null) {
      unlink(first);
    }
  }

  synchronized int size() {
    return size;
  }

  private void unlink(TimedTask task) {
    TimedTask before = task.previous;
    TimedTask after = task.next;
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.previous = before;
    }
    task.previous = null;
    task.next = null;
    task.bucket = null;
    size--;
  }
}
