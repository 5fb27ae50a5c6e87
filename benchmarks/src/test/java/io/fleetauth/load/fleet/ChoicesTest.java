// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.IntSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChoicesTest {

  private static final int SIZE = 100;
  private static final int TIMES = 100_000;

  @ParameterizedTest
  @CsvSource({"UNIFORM,0.01,0.01", "ZIPF,0.1928,0.0019"})
  void devicesAreChosenAsOftenAsTheirWeight(KeyChoice keys, double first, double last) {
    IntSupplier places = keys.of(SIZE, new SplittableRandom(5)::nextDouble);
    int[] counts = new int[SIZE];
    for (int i = 0; i < TIMES; i++) {
      counts[places.getAsInt()]++;
    }

    assertThat((double) counts[0] / TIMES).isCloseTo(first, within(0.005));
    assertThat((double) counts[SIZE - 1] / TIMES).isCloseTo(last, within(0.002));
  }
}
