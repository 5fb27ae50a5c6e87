// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.load.ServerUnderTest.People;
import org.junit.jupiter.api.Test;

class PeopleTest {

  @Test
  void aRangeStandsForMany() {
    assertThat(People.of("user-{9..11}@lab", "p").names())
        .containsExactly("user-9@lab", "user-10@lab", "user-11@lab");
  }

  @Test
  void aNameStandsForItself() {
    assertThat(People.of("alice", "p").names()).containsExactly("alice");
  }

  @Test
  void nobodySeesThePassword() {
    assertThat(People.of("alice", "wonderland").toString()).doesNotContain("wonderland");
  }
}
