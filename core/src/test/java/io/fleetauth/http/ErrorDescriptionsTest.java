// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.endpoint.ClientAuthentication.Credentials;
import io.fleetauth.oauth.Dialect;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.OAuthException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorDescriptionsTest {

  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

  @Test
  void repeatsNoSecretThatWasSent() {
    OAuthException refusal =
        refusal(Dialect.STANDARD, "bad rt-1, cs-1, cs 2, eyJhbGciOi.eyJzdWIi.c2ln of client-1");

    assertThat(refusal)
        .hasMessage(
            "invalid_grant: bad [redacted], [redacted], [redacted], [redacted] of client-1");
  }

  @Test
  void hasNoControlCharactersAndAnEnd() {
    assertThat(refusal(Dialect.STANDARD, "a\\r\\nb\\u001b[31mc\\u202ed\\u0000"))
        .hasMessage("invalid_grant: a b [31mc d");
    assertThat(refusal(Dialect.STANDARD, "x".repeat(5000)).getMessage()).hasSizeLessThan(350);
  }

  @Test
  void keepsEntrasFirstLineAndCorrelation() {
    OAuthException refusal =
        refusal(Dialect.ENTRA, "AADSTS700082: expired.\\r\\nTrace ID: t\\r\\nCorrelation ID: c-9");

    assertThat(refusal).hasMessage("invalid_grant: AADSTS700082: expired. (correlation c-9)");
  }

  @ParameterizedTest
  @CsvSource({
    "ENTRA, authorization_declined, access_denied",
    "ENTRA, bad_verification_code, invalid_grant",
    "ENTRA, authorization_pending, authorization_pending",
    "STANDARD, bad_verification_code, bad_verification_code"
  })
  void translatesEntrasNames(Dialect dialect, String wire, String code) {
    Exception failure = errors(dialect).failure(answer("{\"error\":\"" + wire + "\"}"));

    assertThat(((OAuthException) failure).code()).isEqualTo(new ErrorCode(code));
  }

  private static OAuthException refusal(Dialect dialect, String words) {
    String body =
        "{\"error\":\"invalid_grant\",\"correlation_id\":\"c-9\",\"error_description\":\""
            + words
            + "\"}";
    if (dialect == Dialect.STANDARD) {
      body = body.replace("c-9", "not an id!");
    }
    return (OAuthException) errors(dialect).failure(answer(body));
  }

  private static ErrorResponses errors(Dialect dialect) {
    return new ErrorResponses(dialect, CLOCK);
  }

  private static HttpAnswer answer(String body) {
    Form form = Form.EMPTY.with("refresh_token", "rt-1").with("client_id", "client-1");
    String basic = "Basic Y2xpZW50LTE6Y3MrMg=="; // client-1:cs+2
    var credentials = new Credentials(basic, Map.of("client_secret", "cs-1"));
    var call = HttpCall.post("answer", URI.create("https://as.example/token"), form, credentials);
    return new HttpAnswer(call, 400, Map.of(), body);
  }
}
