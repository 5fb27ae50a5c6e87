// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.recordings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingsTest {

  @ParameterizedTest
  @ValueSource(strings = {"mixedreality", "entra", "communication"})
  void areAllRead(String folder) {
    assertThat(Recordings.in(folder))
        .isNotEmpty()
        .allSatisfy(recording -> assertThat(recording.operations()).isNotEmpty())
        .flatExtracting(Recording::operations)
        .allSatisfy(
            operation -> {
              assertThat(operation.uri().getScheme()).isEqualTo("https");
              assertThat(operation.answer().status()).isBetween(200, 599);
            });
  }
}
