// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** S1: no secret is printed by the value that carries it, nor by a value around it. */
class SecretsTest {

  private static final String SECRET = "hunter2-hunter2";

  static Stream<Function<String, Object>> carriers() {
    return Stream.of(
        DeviceCode::new,
        UserCode::new,
        RefreshToken::new,
        IdToken::new,
        ClientSecret::new,
        AuthorizationCode::new,
        UserAssertion::new,
        SecretsTest::accessToken,
        secret ->
            new TokenSet(
                (AccessToken) accessToken(secret), new RefreshToken(secret), new IdToken(secret)),
        secret ->
            new DeviceAuthorization(
                new DeviceCode(secret),
                new UserCode("WDJB-MJHT"),
                URI.create("https://as.example/device"),
                null,
                null,
                Duration.ofMinutes(15),
                DeviceAuthorization.DEFAULT_INTERVAL));
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void areNotPrinted(Function<String, Object> carrier) {
    assertThat(carrier.apply(SECRET).toString()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void areNeverBlank(Function<String, Object> carrier) {
    assertThatThrownBy(() -> carrier.apply(" "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("value must not be blank");
  }

  @Test
  void aCodeVerifierIsLongAndNotPrinted() {
    String verifier = SECRET.repeat(3);

    assertThat(new CodeVerifier(verifier).toString()).doesNotContain(SECRET);
    for (String bad : new String[] {"", "a".repeat(42), "a".repeat(129), "a".repeat(42) + "+"}) {
      assertThatThrownBy(() -> new CodeVerifier(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("43 to 128");
    }
  }

  private static Object accessToken(String secret) {
    return new AccessToken(
        secret, "Bearer", Scopes.NONE, Instant.EPOCH, Instant.EPOCH.plusSeconds(60), null);
  }
}
