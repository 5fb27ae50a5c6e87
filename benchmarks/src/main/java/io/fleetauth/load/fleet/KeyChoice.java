// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.fleet;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;

/** Which device is next, of so many. */
public enum KeyChoice {
  /** Each as often as any other. */
  UNIFORM {
    @Override
    public IntSupplier of(int size, DoubleSupplier random) {
      return () -> (int) (random.getAsDouble() * size);
    }
  },
  /** The n-th one with a weight of 1/n. */
  ZIPF {
    @Override
    public IntSupplier of(int size, DoubleSupplier random) {
      double[] sums = new double[size];
      double sum = 0;
      for (int i = 0; i < size; i++) {
        sum += 1.0 / (i + 1);
        sums[i] = sum;
      }
      double whole = sum;
      return () -> {
        int found = Arrays.binarySearch(sums, random.getAsDouble() * whole);
        return Math.min(size - 1, found < 0 ? -found - 1 : found + 1);
      };
    }
  };

  /**
   * Returns the places of devices, from 0.
   *
   * @param size how many there are, at least 1
   * @param random evenly spread from 0 (inclusive) to 1 (exclusive)
   */
  public abstract IntSupplier of(int size, DoubleSupplier random);
}
