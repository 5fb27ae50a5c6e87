// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fleetauth.oauth.ClientSecret;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresOptionsTest {

  @Test
  void readsEveryPartOfAUrl() {
    PostgresUrl url =
        PostgresUrl.parse(
            "postgresql://fleet%40auth:p%2Fw+d@db-1,db-2:5433,[::1]:5434/fleet?sslmode=verify-full"
                + "&sslrootcert=%2Fetc%2Fca.pem");

    assertThat(url.user()).isEqualTo("fleet@auth");
    assertThat(url.password()).isEqualTo(new ClientSecret("p/w+d"));
    assertThat(url.hosts())
        .containsExactly(
            new PostgresUrl.Host("db-1", 5432),
            new PostgresUrl.Host("db-2", 5433),
            new PostgresUrl.Host("::1", 5434));
    assertThat(url.database()).isEqualTo("fleet");
    assertThat(url.parameters())
        .containsEntry("sslmode", "verify-full")
        .containsEntry("sslrootcert", "/etc/ca.pem");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"postgres://u:p@h/d", "r2dbc:postgresql://u:p@h/d", "postgresql://u:p@h:5432/d"})
  void takesTheUsualSpellings(String text) {
    assertThat(PostgresOptions.of(text)).hasToString("postgresql://u@h:5432/d");
  }

  @Test
  void aPasswordIsNotShown() {
    var options =
        PostgresOptions.of("postgresql://u:hidden@h/d").withPassword(new ClientSecret("secret"));

    assertThat(options.url().password()).isEqualTo(new ClientSecret("secret"));
    assertThat(options.toString()).doesNotContain("hidden", "secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql://u:hidden@h/d",
        "postgresql://u:hidden@h",
        "postgresql://u:hidden@/d",
        "postgresql://:hidden@h/d",
        "postgresql://u:hidden@h:0/d",
        "postgresql://u:hidden@h:70000/d",
        "postgresql://u:hidden%@h/d",
        "postgresql://u:hidden@h/d?password=hidden",
        "postgresql://u:hid@den@h/d",
        "hidden"
      })
  void refusesWhatIsNoUrlWithoutShowingIt(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PostgresOptions.of(text))
        .withMessageStartingWith("PostgreSQL URL ")
        .withMessageNotContainingAny("hidden", "hid@den")
        .withNoCause();
  }

  @Test
  void aLifeOfLessThanFourBeatsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new NodeTimes(Duration.ofSeconds(2), Duration.ofSeconds(7), Duration.ofSeconds(1)))
        .withMessageContaining("life");
  }
}
