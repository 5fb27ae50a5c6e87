// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ScopesTest {

  @Test
  void splitsOnAnyRunOfWhiteSpace() {
    assertThat(Scopes.of(" openid  profile\toffline_access ").values())
        .containsExactly("openid", "profile", "offline_access");
  }

  @Test
  void equalsAsASetButKeepsTheOrderForTheWire() {
    assertThat(Scopes.of("b a")).isEqualTo(Scopes.of("a", "b")).hasToString("b a");
  }

  @Test
  void nothingButBlanksIsNone() {
    assertThat(Scopes.of("  ", "")).isSameAs(Scopes.NONE);
  }

  @Test
  void plusAppendsWhatIsNew() {
    assertThat(Scopes.of("a b").plus(Scopes.of("b c"))).hasToString("a b c");
  }

  @Test
  void refusesABlankToken() {
    assertThatThrownBy(() -> new Scopes(Set.of(" ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("scope must not be blank");
  }
}
