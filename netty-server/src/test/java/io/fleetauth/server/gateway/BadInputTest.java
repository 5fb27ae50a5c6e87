// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import static io.fleetauth.server.gateway.GatewayFixture.CLIENT;
import static io.fleetauth.server.gateway.GatewayFixture.OTHER_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.endpoint.ScriptedAuthorizationServer;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.server.gateway.GatewayFixture.Answer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a device, or an administrator, is told about a request that is wrong: to the letter. */
class BadInputTest {

  private static final String TOKEN = "/glasses/oauth2/v2.0/token";

  private final GatewayFixture fixture = new GatewayFixture();

  @AfterEach
  void stop() {
    fixture.close();
  }

  private static void assertSays(Answer answer, int status, String error, String description) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.json())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("error", error, "error_description", description));
    assertThat(answer.header("cache-control")).isEqualTo("no-store");
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST   | /glasses/oauth2/v2.0/devicecode | scope=api                  | 400 | invalid_request        | client_id is missing
          POST   | /glasses/oauth2/v2.0/devicecode | client_id=nobody           | 401 | invalid_client         | this client id may not sign devices in here
          POST   | /none/oauth2/v2.0/devicecode    | client_id=fleetauth-device | 404 | not_found              | there is no such registration
          POST   | /glasses/oauth2/v2.0/token      | client_id=fleetauth-device | 400 | invalid_request        | grant_type is missing
          POST   | /glasses/oauth2/v2.0/token      | client_id=fleetauth-device&grant_type=password | 400 | unsupported_grant_type | use the device code, refresh token or token exchange grant
          POST   | /glasses/oauth2/v2.0/token      | client_id=fleetauth-device&grant_type=device_code | 400 | invalid_request | device_code is missing
          POST   | /glasses/oauth2/v2.0/token      | client_id=fleetauth-device&grant_type=device_code&device_code=made-up | 400 | invalid_grant | the device code is unknown, used, or of another client
          POST   | /glasses/oauth2/v2.0/token      | client_id=fleetauth-device&grant_type=refresh_token&refresh_token=made-up | 400 | invalid_grant | the handle is unknown, over, or of another client
          POST   | /glasses/oauth2/v2.0/token      | client_id=a&client_id=b    | 400 | invalid_request        | client_id is given more than once
          POST   | /v1/token                       | ''                         | 405 | method_not_allowed     | use DELETE, GET, HEAD, OPTIONS
          GET    | /nowhere                        | ''                         | 404 | not_found              | there is nothing here
          GET    | /v1/token                       | ''                         | 401 | invalid_token          | send the session handle as bearer token
          GET    | /v1/sessions                    | ''                         | 401 | invalid_token          | send the admin token as bearer token
          """)
  void isRefused(
      String method, String path, String form, int status, String error, String description) {
    HttpRequest.Builder request =
        fixture.request(path).method(method, BodyPublishers.ofString(form));

    assertSays(fixture.send(request).join(), status, error, description);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /v1/token    | made-up       | the handle is unknown or its session has ended
          /v1/sessions | made-up       | send the admin token as bearer token
          /v1/sessions | ''            | send the admin token as bearer token
          /v1/events   | admin-token-of-test | send the admin token as bearer token
          """)
  void wrongBearerTokenIsRefused(String path, String token, String description) {
    Answer answer = fixture.get(path, "authorization", "Bearer " + token);

    assertSays(answer, 401, "invalid_token", description);
    assertThat(answer.header("www-authenticate")).startsWith("Bearer");
  }

  @Test
  void deviceCodeOfAnotherClient() {
    Object code = fixture.deviceCode().get("device_code");

    assertSays(
        fixture.poll(code, OTHER_CLIENT),
        400,
        "invalid_grant",
        "the device code is unknown, used, or of another client");
  }

  @Test
  void expiredDeviceCode() {
    Object code = fixture.deviceCode().get("device_code");
    fixture.pass(Duration.ofHours(1));

    assertSays(fixture.poll(code), 400, "expired_token", "nobody approved in time");
  }

  @Test
  void declinedDeviceCode() {
    Object code = fixture.deviceCode().get("device_code");
    fixture.upstream.exchanges.thenError(
        ScriptedAuthorizationServer.refused(ErrorCode.ACCESS_DENIED));
    fixture.pass(Duration.ofSeconds(6));

    assertSays(fixture.poll(code), 400, "access_denied", "the sign-in was refused");
  }

  @Test
  void handleOfAnotherClient() {
    String handle = fixture.signedIn("a");

    assertSays(
        fixture.post(
            TOKEN,
            "grant_type",
            "refresh_token",
            "refresh_token",
            handle,
            "client_id",
            OTHER_CLIENT),
        400,
        "invalid_grant",
        "the handle is unknown, over, or of another client");
  }

  @Test
  void bodyThatIsTooLong() {
    assertSays(
        fixture.post(TOKEN, "client_id", CLIENT, "scope", "x".repeat(70_000)),
        413,
        "invalid_request",
        "the body is longer than 65536 bytes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"registration":   | the body is not a JSON object
          <html>             | the body is not a JSON object
          []                 | the body is not a JSON object
          {}                 | registration is missing
          {"registration":7} | registration must be a string
          {"registration":"glasses"} | name a device, or 1 to 1000 devices
          """)
  void adminBodyThatMakesNoSense(String body, String description) {
    HttpRequest.Builder request =
        fixture
            .request("/v1/sign-ins")
            .header("authorization", "Bearer " + GatewayFixture.ADMIN_TOKEN)
            .POST(BodyPublishers.ofString(body));

    assertSays(fixture.send(request).join(), 400, "invalid_request", description);
  }

  @Test
  void authorizationServerThatTalksNonsenseIsNotQuoted() {
    fixture.upstream.authorizations.thenError(new MalformedResponseException("<html>hush"));

    Answer answer = fixture.deviceCode(CLIENT);

    assertSays(
        answer, 503, "temporarily_unavailable", "the authorization server does not answer now");
    assertThat(answer.header("retry-after")).isEqualTo("5");
  }
}
