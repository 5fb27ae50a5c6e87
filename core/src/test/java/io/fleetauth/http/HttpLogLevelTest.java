// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpLogLevelTest {

  @ParameterizedTest
  @CsvSource({"off,OFF", "basic,BASIC", "Headers,HEADERS", "' BODY ',BODY", "'',OFF"})
  void isWhatTheEnvironmentSays(String value, HttpLogLevel level) {
    assertThat(HttpLogLevel.of(HttpOptions.DEFAULTS, Map.of("FLEETAUTH_HTTP_LOG", value)))
        .isEqualTo(level);
  }

  @Test
  void isOffWhenNobodySaysAnything() {
    assertThat(HttpLogLevel.of(HttpOptions.DEFAULTS, Map.of())).isEqualTo(HttpLogLevel.OFF);
  }

  @Test
  void isWhatTheProgramSaysBeforeTheEnvironment() {
    HttpOptions options = HttpOptions.DEFAULTS.withHttpLog(HttpLogLevel.OFF);

    assertThat(HttpLogLevel.of(options, Map.of("FLEETAUTH_HTTP_LOG", "body")))
        .isEqualTo(HttpLogLevel.OFF);
  }

  @Test
  void refusesWhatIsNoLevel() {
    Map<String, String> environment = Map.of("FLEETAUTH_HTTP_LOG", "yes");

    assertThatThrownBy(() -> HttpLogLevel.of(HttpOptions.DEFAULTS, environment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("FLEETAUTH_HTTP_LOG must be off, basic, headers or body, was 'yes'");
  }
}
