// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.report;

/**
 * Where the harness ran.
 *
 * @param memory in MiB
 */
public record Machine(String system, int processors, long memory, String java) {

  private static final int MEGA = 1 << 20;

  /**
   * Returns this machine.
   *
   * @param memory in bytes
   */
  public static Machine here(long memory) {
    return new Machine(
        property("os.name") + " " + property("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        memory / MEGA,
        property("java.vm.name") + " " + property("java.runtime.version"));
  }

  private static String property(String name) {
    return System.getProperty(name, "?");
  }
}
