// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.probe;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many cores this process and the whole machine use. For one thread. */
public final class Processors {

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private long lastCpu = SYSTEM.getProcessCpuTime();
  private long lastLook = System.nanoTime();

  /** Returns the cores that this process used since the last call. */
  public double own() {
    long cpu = SYSTEM.getProcessCpuTime();
    long now = System.nanoTime();
    double cores = (double) (cpu - lastCpu) / Math.max(1, now - lastLook);
    lastCpu = cpu;
    lastLook = now;
    return cores;
  }

  /** Returns the cores that all processes used since the last call. */
  public double machine() {
    return Math.max(0, SYSTEM.getCpuLoad()) * Runtime.getRuntime().availableProcessors();
  }

  /** Returns the memory of the machine in bytes. */
  public static long memory() {
    return SYSTEM.getTotalMemorySize();
  }
}
