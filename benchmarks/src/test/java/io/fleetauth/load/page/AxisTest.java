// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AxisTest {

  @Test
  void endsAtARoundNumber() {
    assertThat(Axis.linear(873, 0, 100).ticks())
        .containsExactly(0.0, 200.0, 400.0, 600.0, 800.0, 1000.0);
    assertThat(Axis.linear(0, 0, 100).max()).isEqualTo(1);
  }

  @Test
  void placesValuesBetweenItsEnds() {
    Axis upwards = Axis.linear(10, 200, 0);

    assertThat(upwards.at(0)).isEqualTo(200);
    assertThat(upwards.at(5)).isEqualTo(100);
    assertThat(upwards.at(50)).isEqualTo(0);
  }

  @Test
  void powersOfTenHaveEqualRoom() {
    Axis axis = Axis.logarithmic(0.3, 42, 0, 300);

    assertThat(axis.ticks()).containsExactly(0.1, 1.0, 10.0, 100.0);
    assertThat(axis.at(1)).isCloseTo(100, within(1e-9));
    assertThat(axis.at(10)).isCloseTo(200, within(1e-9));
  }
}
