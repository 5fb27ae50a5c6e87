// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.oauth.TokenSet;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenResponsesTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final Scopes ASKED = Scopes.of("asked");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          3600        | PT1H
          "3600"      | PT1H
          3599.9      | PT59M59S
          null        | PT1H
          "soon"      | PT1H
          true        | PT1H
          [5]         | PT1H
          0           | PT1S
          -5          | PT1S
          1e300       | PT8760H
          1e999       | PT1H
          99999999999999999999999999 | PT8760H
          """)
  void clampsTheLifetime(String expiresIn, Duration lifetime) {
    assertThat(accessToken("\"expires_in\":" + expiresIn).lifetime()).isEqualTo(lifetime);
  }

  @Test
  void takesOneHourWhenTheLifetimeIsMissing() {
    assertThat(accessToken("\"x\":1").lifetime()).isEqualTo(Duration.ofHours(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      textBlock =
          """
          1800   | 2026-11-22T10:30:00Z
          "1800" | 2026-11-22T10:30:00Z
          3600   | none
          9999   | none
          0      | none
          -1     | none
          "x"    | none
          """)
  void takesTheServersHintForRenewal(String refreshIn, Instant refreshAt) {
    AccessToken token = accessToken("\"expires_in\":3600,\"refresh_in\":" + refreshIn);

    assertThat(token.refreshAt()).isEqualTo(refreshAt);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "scope":"b  a"               | b a
          "scope":""                   | asked
          "scope":null                 | asked
          "scope":["a"]                | asked
          "x":1                        | asked
          """)
  void takesWhatWasAskedForGrantedWhenTheAnswerNamesNoScope(String member, String scopes) {
    assertThat(accessToken(member).scopes()).isEqualTo(Scopes.of(scopes));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "token_type":"bearer" | bearer
          "token_type":"DPoP"   | DPoP
          "token_type":7        | Bearer
          "x":1                 | Bearer
          """)
  void presentsAsBearerUnlessTold(String member, String type) {
    assertThat(accessToken(member).type()).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "refresh_token":"","id_token":""
          "refresh_token":7,"id_token":{}
          "refresh_token":null
          "refresh_token":"a\\u0000b"
          "x":1
          """)
  void keepsTheAccessTokenWhenLesserMembersAreBad(String members) {
    TokenSet tokens = read(members);

    assertThat(tokens.accessToken().value()).isEqualTo("at");
    assertThat(tokens.refreshToken()).isNull();
    assertThat(tokens.idToken()).isNull();
  }

  private static AccessToken accessToken(String members) {
    return read(members).accessToken();
  }

  private static TokenSet read(String members) {
    HttpCall call = HttpCall.get("token response", URI.create("https://as.example/token"));
    String body = "{\"access_token\":\"at\"," + members + "}";
    return TokenResponses.read(new HttpAnswer(call, 200, Map.of(), body), ASKED, NOW);
  }
}
