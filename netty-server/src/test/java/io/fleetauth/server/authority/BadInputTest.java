// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.server.authority.AuthorityServer.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client is told about a request that is wrong: to the letter. */
class BadInputTest {

  @TempDir Path folder;
  private AuthorityServer server;

  @BeforeEach
  void start() {
    server = new AuthorityServer(AuthorityConfig.defaults(), folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** The description begins as at Entra, with a number; ids and the time follow on own lines. */
  private static void assertSays(Answer answer, int status, String error, String description) {
    assertThat(answer.error()).as(answer.http().body()).isEqualTo(status + " " + error);
    assertThat(answer.text("error_description").lines().findFirst()).contains(description);
    assertThat(answer.http().headers().firstValue("cache-control")).contains("no-store");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          devicecode | scope=openid                            | 400 | invalid_request        | client_id is missing
          devicecode | client_id=nobody                        | 401 | invalid_client         | AADSTS700016: The application is not known.
          token      | client_id=fleetauth-dev                 | 400 | invalid_request        | grant_type is missing
          token      | client_id=fleetauth-dev&grant_type=urn:ietf:params:oauth:grant-type:device_code&device_code=made-up | 400 | invalid_grant | AADSTS70018: The code is not valid.
          token      | client_id=fleetauth-dev&grant_type=refresh_token&refresh_token=made-up | 400 | invalid_grant | AADSTS70000: The refresh token is not valid for this client.
          token      | client_id=fleetauth-service&client_secret=wrong&grant_type=client_credentials | 401 | invalid_client | AADSTS7000215: Invalid client secret provided.
          introspect | client_id=fleetauth-dev&token=x         | 401 | invalid_client         | AADSTS7000218: Only a confidential client may ask this.
          """)
  void isRefused(String endpoint, String form, int status, String error, String description) {
    assertSays(server.post(endpoint, form.split("[=&]")), status, error, description);
  }

  @Test
  void deviceCodeOfAnotherClient() {
    String code = server.device("openid").text("device_code");
    var form =
        "client_id=fleetauth-service&client_secret=fleetauth-service-secret&grant_type="
            + (AuthorityServer.DEVICE_CODE + "&device_code=" + code);

    assertSays(
        server.post("token", form.split("[=&]")),
        400,
        "invalid_grant",
        "AADSTS70018: The device code is not valid for this client.");
  }

  @Test
  void expiredDeviceCode() {
    Answer device = server.device("openid");
    server.pass(Duration.ofMinutes(15));

    assertSays(
        server.poll(device), 400, "expired_token", "AADSTS70020: This device code has expired.");
  }

  @Test
  void usedDeviceCode() {
    Answer device = server.device("openid");
    server.approve(device);
    server.poll(device);

    assertSays(
        server.poll(device),
        400,
        "invalid_grant",
        "AADSTS54005: This device code was redeemed already.");
  }

  @Test
  void unknownTenant() {
    Answer answer = server.get("/%20/v2.0/.well-known/openid-configuration");

    assertSays(answer, 400, "invalid_tenant", "AADSTS90002: Tenant 'of the path' not found.");
  }

  @Test
  void wrongControlToken() {
    assertSays(
        server.get("/control/ledger", "made-up"),
        401,
        "invalid_token",
        "The control token is missing or wrong.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          approve | {"user_code": | the body is not a JSON object
          approve | []            | the body is not a JSON object
          approve | {}            | user_code is missing
          scripts | {"on":7       | the body does not describe a Script
          """)
  void controlBodyThatMakesNoSense(String path, String body, String description) {
    assertSays(server.control("POST", path, body), 400, "invalid_request", description);
  }

  @Test
  void bodyThatIsTooLong() {
    var request = server.request("/contoso/oauth2/v2.0/token");
    var answer = server.send(request.POST(BodyPublishers.ofString("x".repeat(70_000))));

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body())
        .contains("\"error_description\":\"the body is longer than 65536 bytes\"");
  }
}
