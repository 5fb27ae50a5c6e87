// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.fleet;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The devices that are signed in. Thread-safe as far as {@code choice} is. */
public final class Fleet {

  private final List<Device> devices;
  private final Queue<Device> idle;
  private final IntSupplier choice;

  /**
   * @param choice names the device that reads next, by its place
   */
  public Fleet(List<Device> devices, IntSupplier choice) {
    this.devices = List.copyOf(devices);
    this.idle = new ConcurrentLinkedQueue<>(devices);
    this.choice = choice;
  }

  /** Returns the device that reads next. */
  Device reader() {
    return devices.get(choice.getAsInt());
  }

  /** Takes the device that has waited longest for a refresh; null when none is idle. */
  @Nullable Device takeIdle() {
    return idle.poll();
  }

  /** Lets the device be taken again. */
  void giveBack(Device device) {
    idle.add(device);
  }
}
