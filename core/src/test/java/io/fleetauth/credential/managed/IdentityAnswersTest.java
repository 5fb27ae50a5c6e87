// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.managed;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.credential.CredentialUnavailableException;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.oauth.UnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes out of the answers of the platforms, over real HTTP. */
class IdentityAnswersTest extends ManagedFixture {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"expires_on\":1795610000 | 2026-11-25T12:33:20Z",
        "\"expires_on\":\"1795610000\" | 2026-11-25T12:33:20Z",
        "\"expires_on\":\"1795610000\",\"expires_in\":\"60\" | 2026-11-25T12:33:20Z",
        "\"expires_on\":\"2026-11-25T12:33:20Z\" | 2026-11-25T12:33:20Z",
        "\"expires_on\":\"2026-11-25T14:33:20+02:00\" | 2026-11-25T12:33:20Z",
        "\"expires_on\":\"11/25/2026 12:33:20 +00:00\" | 2026-11-25T12:33:20Z",
        "\"expires_on\":\"11/25/2026 1:33:20 PM +00:00\" | 2026-11-25T13:33:20Z",
        "\"expires_in\":\"3600\" | 2026-11-25T11:00:00Z",
        "\"expires_in\":3600 | 2026-11-25T11:00:00Z",
        "\"expires_on\":1e300 | 2027-11-25T10:00:00Z"
      })
  void readsEveryWayToTellTheExpiry(String members, Instant expected) {
    platform.always(200, "{\"access_token\":\"at-secret-1\"," + members + "}");

    assertThat(on(imds()).build().token(VAULT).block(WAIT).expiresAt()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"7200, ", "7202, 2026-11-25T11:00:01Z", "86400, 2026-11-25T22:00:00Z"})
  void renewsLongLivedTokensAtHalfOfTheirLife(int seconds, Instant refreshAt) {
    platform.always(200, "{\"access_token\":\"at\",\"expires_in\":" + seconds + "}");

    AccessToken token = on(imds()).build().token(VAULT).block(WAIT);

    assertThat(token.refreshAt()).isEqualTo(refreshAt);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | '' | is empty",
        "200 | <html> | is not JSON",
        "200 | {} | access_token is missing",
        "200 | {\"access_token\":7} | access_token is not a string",
        "200 | {\"access_token\":\"at-secret-1\"} | expires_on is missing",
        "200 | {\"access_token\":\"at-secret-1\",\"expires_on\":\"soon\"} | expires_on is neither",
        "200 | {\"access_token\":\"at-secret-1\",\"expires_on\":\"1506484173\"} | is past",
        "302 | '' | names no error",
        "400 | nonsense | names no error"
      })
  void saysWhatMakesNoSense(int status, String body, String problem) {
    platform.always(status, body);

    assertThat(failure(on(appService()).build().token(VAULT)))
        .isInstanceOf(MalformedResponseException.class)
        .hasMessageContaining(problem)
        .message()
        .doesNotContain("at-secret-1");
  }

  /** The three shapes of the documentation, and what repeats a secret. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | {\"error\":{\"code\":\"BadThing\",\"message\":\"no such\"}} | BadThing | no such",
        "400 | {\"error\":\"invalid_resource\",\"error_description\":\"AADSTS1\"} |"
            + " invalid_resource | AADSTS1",
        "400 | {\"error\":\"x\",\"message\":\"words\",\"correlationId\":\"1\"} | x | words",
        "400 | {\"statusCode\":400,\"message\":\"No identity\"} | invalid_request | No identity",
        "403 | {\"statusCode\":403,\"message\":\"No right\"} | unauthorized_client | No right",
        "401 | {\"error\":\"unknown_source\"} | unknown_source | no reason given",
        "400 | {\"message\":\"you sent identity-header-secret\"} | invalid_request | [redacted]"
      })
  void readsThreeShapesOfErrors(int status, String body, String code, String words) {
    platform.always(status, body);

    Throwable failure = failure(on(appService()).build().token(VAULT));

    assertThat(failure).isInstanceOf(OAuthException.class).hasMessageContaining(words);
    assertThat(((OAuthException) failure).code().value()).isEqualTo(code);
    assertThat(failure).message().doesNotContain(SECRET);
  }

  @Test
  void isUnavailableWhenNoIdentityIsAssigned() {
    platform.always(
        400, "{\"error\":\"invalid_request\",\"error_description\":\"Identity not found\"}");

    assertThat(failure(on(imds()).build().token(VAULT)))
        .isInstanceOf(CredentialUnavailableException.class)
        .hasMessageContaining("Identity not found");
  }

  @Test
  void isUnavailableWhenTheNetworkOfImdsIsNotThere() {
    platform.always(403, "A socket operation was attempted to an unreachable network.");

    assertThat(failure(on(imds()).build().token(VAULT)))
        .isInstanceOf(CredentialUnavailableException.class);
  }

  @Test
  void tellsHowLongABusySourceAsksToWait() {
    platform.always(429, "", "Retry-After", "90");

    Throwable failure = failure(on(appService()).build().token(VAULT));

    assertThat(failure).isInstanceOf(UnavailableException.class);
    assertThat(((UnavailableException) failure).retryAfter()).isEqualTo(Duration.ofSeconds(90));
    assertThat(platform.asked()).hasSize(1);
  }

  @Test
  void doesNotShowValuesOfTheEnvironment() {
    assertThat(on(appService()).build().toString()).doesNotContain(SECRET);
    assertThat(new io.fleetauth.credential.Environment(Map.of("A", SECRET)).toString())
        .doesNotContain(SECRET);
  }
}
