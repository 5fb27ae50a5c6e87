// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimsChallengeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      textBlock =
          """
          Bearer error="insufficient_claims", claims="eyJhIjoiPz8/In0="           | {"a":"???"}
          Bearer error="insufficient_claims", claims="eyJhIjoiPz8_In0"            | {"a":"???"}
          Bearer realm="", claims="e30=", x="y", error="insufficient_claims"      | {}
          Bearer error="insufficient_claims"                                      | none
          Bearer error="insufficient_claims", claims=""                           | none
          Bearer error="insufficient_claims", claims="e30=e30="                   | none
          Bearer error="insufficient_claims", claims="e"                          | none
          Bearer error="insufficient_claims", claims="eA=="                       | none
          Bearer error="invalid_token", claims="e30="                             | none
          Bearer my_error="x", no_claims="e30="                                   | none
          Bearer                                                                  | none
          """)
  void readsTheClaims(String header, String claims) {
    assertThat(ClaimsChallenge.claims(header)).isEqualTo(claims);
  }
}
