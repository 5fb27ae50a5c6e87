// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static io.fleetauth.server.authority.AuthorityServer.DEV;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.server.FormBrowser;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which authorization requests are good, and who hears of it when one is not. */
class AuthorizationRequestTest {

  @TempDir static Path folder;
  private static AuthorityServer idp;
  private CodeFlow flow;
  private FormBrowser browser;

  @BeforeAll
  static void start() {
    idp = new AuthorityServer(AuthorizationCodeTest.config(), folder);
  }

  @AfterAll
  static void stop() {
    idp.close();
  }

  @BeforeEach
  void open() {
    flow = new CodeFlow(idp);
    browser = flow.browser();
  }

  @ParameterizedTest
  @CsvSource({
    "client_id, '', 700016",
    "client_id, nobody, 700016",
    "redirect_uri, '', 50011",
    "redirect_uri, http://localhost:51111/other, 50011",
    "redirect_uri, http://localhost.evil.example:51111/back, 50011",
    "redirect_uri, http://localhost:51111/back?x=1, 50011",
    "redirect_uri, http://localhost:51111/back#x, 50011",
    "redirect_uri, http://evil@localhost:51111/back, 50011",
    "redirect_uri, http://localhost:51111@evil.example/back, 50011",
    "redirect_uri, https://localhost:51111/back, 50011",
    "redirect_uri, http://[::1]:51111/back, 50011",
    "redirect_uri, http://127.0.0.2:51111/back, 50011",
    "redirect_uri, https://web.example/cb?tenant=1, 50011",
    "redirect_uri, not a uri, 50011"
  })
  void nobodyIsRedirectedToAStranger(String name, String value, int number) {
    var page = browser.get(flow.authorize(name, value));

    assertThat(page.left()).isNull();
    assertThat(page.http().statusCode()).isEqualTo(400);
    assertThat(page.http().headers().firstValue("location")).isEmpty();
    assertThat(page.body()).contains("AADSTS" + number, "role=\"status\"").doesNotContain("evil");
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:1/back",
    "http://localhost/back",
    "http://127.0.0.1:65535/back",
    "http://LOCALHOST:9/back"
  })
  void onLoopbackAnyPortWillDo(String redirectUri) {
    var page = browser.get(flow.authorize("redirect_uri", redirectUri, "prompt", "none"));

    assertThat(page.left()).asString().startsWith(redirectUri + "?error=login_required");
  }

  @ParameterizedTest
  @CsvSource({
    "response_type, '', invalid_request",
    "response_type, token, unsupported_response_type",
    "response_type, code id_token, unsupported_response_type",
    "response_mode, web_message, invalid_request",
    "code_challenge, '', invalid_request",
    "code_challenge, short, invalid_request",
    "code_challenge_method, plain, invalid_request",
    "code_challenge_method, '', invalid_request",
    "scope, api://x/read api://y/read, invalid_scope",
    "prompt, none login, invalid_request",
    "prompt, create, invalid_request",
    "max_age, -1, invalid_request",
    "request, eyJhbGciOiJub25lIn0.e30., request_not_supported",
    "request_uri, https://web.example/r, request_uri_not_supported",
    "prompt, none, login_required"
  })
  void everyOtherMistakeGoesBackToTheClient(String name, String value, String error) {
    var answer = flow.silently(name, value);

    assertThat(answer.get("error")).isEqualTo(error);
    assertThat(answer.get("error_description")).startsWith("AADSTS");
    assertThat(answer.get("state")).isEqualTo("state of & client");
    assertThat(answer.get("iss")).isEqualTo(idp.origin() + "/contoso/v2.0");
    assertThat(answer.has("code")).isFalse();
  }

  @Test
  void repeatedParameterIsRefusedWhereItBelongs() {
    var twice = browser.get(URI.create(flow.authorize() + "&state=other"));
    assertThat(twice.left().getRawQuery()).contains("error=invalid_request", "state+is+given");

    var client = browser.get(URI.create(flow.authorize() + "&client_id=" + DEV));
    assertThat(client.left()).isNull();
    assertThat(client.body()).contains("AADSTS900144");
  }

  @Test
  void unknownTenantIsToldToThePerson() {
    var uri = flow.authorize().toString().replace("/contoso/", "/con%20toso/");

    assertThat(browser.get(URI.create(uri)).body()).contains("AADSTS90002");
  }

  @Test
  void requestMayComeByPost() {
    var request = flow.authorize();
    var posted =
        idp.send(
            idp.request("/contoso/oauth2/v2.0/authorize")
                .POST(BodyPublishers.ofString(request.getRawQuery())));

    assertThat(posted.statusCode()).isEqualTo(303);
    assertThat(posted.headers().firstValue("location").orElseThrow())
        .startsWith("/authorize/contoso?client_id=" + DEV);
  }
}
