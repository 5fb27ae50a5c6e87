// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.Identity;
import io.fleetauth.oauth.Scopes;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnverifiedClaimsTest {

  @Test
  void readsWhoTheTokenSeemsToBeAbout() {
    assertThat(identity(jwt("{\"iss\":\"i\",\"sub\":\"s\",\"email\":\"e\",\"tid\":\"t\"}")))
        .isEqualTo(new Identity("i", "s", "e", null, null, "t", false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"opaque", "a.b.c", "..", "eyJhbGciOiJub25lIn0.e30."})
  void isNothingForAnOpaqueToken(String value) {
    assertThat(identity(value)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "{\"iss\":\"i\"}", "{\"iss\":7,\"sub\":\"s\"}", "x"})
  void isNothingWithoutIssuerAndSubject(String claims) {
    assertThat(identity(jwt(claims))).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"exp":1607978983}         | 1607978983
          {"exp":"1607978983"}       | 1607978983
          {"exp":1607978983.75}      | 1607978983
          {"exp":1,"a":"ÿþ??>>~~"}   | 1
          {"exp":253402300799}       | 253402300799
          """)
  void readsWhenTheTokenExpires(String claims, long seconds) {
    Instant expected = Instant.ofEpochSecond(seconds);
    String standard = Base64.getEncoder().encodeToString(claims.getBytes(UTF_8));

    assertThat(UnverifiedClaims.expiresAt(jwt(claims))).isEqualTo(expected);
    assertThat(UnverifiedClaims.expiresAt("eyJhbGciOiJub25lIn0." + standard + "."))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "opaque",
        ".",
        "..",
        "a.e30",
        "a.%%.b",
        "eyJhbGciOiJub25lIn0.e30.",
        "a.eyJleHAiOjB9.b", // 0
        "a.eyJleHAiOi0xfQ.b", // -1
        "a.eyJleHAiOjI1MzQwMjMwMDgwMH0.b", // the year 10000
        "a.eyJleHAiOjFlOTk5fQ.b", // 1e999
        "a.eyJleHAiOnRydWV9.b", // true
        "a.W10.b" // []
      })
  void isNeverWhereTheTokenDoesNotSay(String token) {
    assertThat(UnverifiedClaims.expiresAt(token)).isNull();
  }

  private static Identity identity(String value) {
    return UnverifiedClaims.identity(
        new AccessToken(
            value, "Bearer", Scopes.NONE, Instant.EPOCH, Instant.EPOCH.plusSeconds(1), null));
  }

  private static String jwt(String claims) {
    return encoded("{\"alg\":\"RS256\"}") + "." + encoded(claims) + ".c2ln";
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }
}
