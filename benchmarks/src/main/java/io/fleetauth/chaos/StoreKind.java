// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import java.util.Map;

/** The store of the gateways, as far as a run has to know it. */
interface StoreKind extends AutoCloseable {

  /** Something that can be done to it, and is over when it returns. */
  @FunctionalInterface
  interface Fault {
    void strike() throws Exception;
  }

  /** Returns the lines for the section {@code gateway} of the configuration. */
  String settings();

  /** Returns what can go wrong with it. */
  Map<FaultKind, Fault> faults();

  @Override
  void close();

  /** Returns the embedded store, a file in the data folder of the only gateway. */
  static StoreKind sqlite() {
    return new StoreKind() {

      @Override
      public String settings() {
        return "";
      }

      @Override
      public Map<FaultKind, Fault> faults() {
        return Map.of();
      }

      @Override
      public void close() {}
    };
  }
}
