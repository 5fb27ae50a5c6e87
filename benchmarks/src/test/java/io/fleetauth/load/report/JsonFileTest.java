// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFileTest {

  @TempDir Path folder;

  @Test
  void aResultComesBackAsItWas() throws IOException {
    LoadResult result = ResultsOf.refreshes(1, 3);
    Path file = folder.resolve("result.json");

    JsonFile.write(result, file);

    assertThat(JsonFile.read(file)).isEqualTo(result);
  }

  @Test
  void theHistogramHoldsEveryValue() {
    Histogram histogram =
        Histograms.decoded(ResultsOf.refreshes(1, 0).operations().get("refresh").histogram());

    assertThat(histogram.getTotalCount()).isEqualTo(100);
    assertThat(histogram.getCountBetweenValues(90_500, 100_500)).isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{}", "{\"schema\": 2}"})
  void whatIsNoResultIsRefused(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("other.json"), text);

    assertThatThrownBy(() -> JsonFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("other.json is no result of a load run");
  }
}
