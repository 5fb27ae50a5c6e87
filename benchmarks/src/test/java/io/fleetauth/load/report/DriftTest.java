// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DriftTest {

  @Test
  void comparesTheFirstQuarterWithTheLast() {
    List<Second> series =
        IntStream.range(0, 40)
            .mapToObj(at -> second(at, new ServerSample(heap(at), null, 20.0 + at, null, null)))
            .toList();

    List<Drift> drift = Drift.of(series);

    assertThat(drift).extracting(Drift::what).containsExactly("heap, least", "open files");
    assertThat(drift.get(0).text()).isEqualTo("100.0 to 130.0 MiB (+30 %)");
    assertThat(drift.get(1).early()).isEqualTo(24.5);
    assertThat(drift.get(1).late()).isEqualTo(54.5);
  }

  /** Goes up and down as a collector does; what is left grows by a MiB each second. */
  private static double heap(int at) {
    return (100 + at + (at % 2 == 0 ? 0 : 300)) * (double) (1 << 20);
  }

  @Test
  void saysNothingOfWhatItHasNotSeen() {
    assertThat(Drift.of(List.of(second(1, null)))).isEmpty();
  }

  private static Second second(int at, ServerSample sample) {
    return new Second(at, 0, 0, 0, 0, sample, Map.of());
  }
}
