// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static io.fleetauth.server.authority.AuthorityServer.form;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevicePagesTest {

  private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

  @TempDir Path folder;
  private AuthorityServer idp;
  private HttpClient browser;

  @BeforeEach
  void start() {
    idp = new AuthorityServer(AuthorityConfig.defaults(), folder);
    browser =
        HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(Redirect.NORMAL)
            .build();
  }

  @AfterEach
  void stop() {
    idp.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(idp.origin() + path)).build();
    return browser.send(request, BodyHandlers.ofString());
  }

  private HttpResponse<String> submit(HttpResponse<String> page, String path, String... fields)
      throws Exception {
    var csrf = CSRF.matcher(page.body());
    var body = (csrf.find() ? "csrf=" + csrf.group(1) + "&" : "") + form(fields);
    var request =
        HttpRequest.newBuilder(URI.create(idp.origin() + path))
            .POST(BodyPublishers.ofString(body))
            .build();
    return browser.send(request, BodyHandlers.ofString());
  }

  private HttpResponse<String> confirmPage(String code) throws Exception {
    var login = submit(get("/device"), "/device", "user_code", code);
    assertThat(login.body()).contains("id=\"login-form\"");
    return submit(login, "/device/login", "username", "demo", "password", "demo");
  }

  @Test
  void aPersonEntersTheCodeSignsInComparesAndApproves() throws Exception {
    var device = idp.device("openid api://x/read");
    var code = device.text("user_code");
    var confirm = confirmPage(code.toLowerCase().replace("-", " "));

    assertThat(confirm.body())
        .contains("id=\"confirm-form\"", code, "Fleetauth development", "api://x/read")
        .contains("127.0.0.1", "name=\"decision\" value=\"deny\"")
        .doesNotContain("<script", "autosubmit");
    assertThat(idp.poll(device).error()).isEqualTo("400 authorization_pending");
    var done = submit(confirm, "/device/confirm", "decision", "approve");
    assertThat(done.body()).contains("Approved");
    assertThat(idp.poll(device).status()).isEqualTo(200);
  }

  @Test
  void denyingEndsTheSignIn() throws Exception {
    var device = idp.device("openid");
    var done = submit(confirmPage(device.text("user_code")), "/device/confirm", "decision", "deny");

    assertThat(done.body()).contains("Denied");
    assertThat(idp.poll(device).error()).isEqualTo("400 access_denied");
  }

  @Test
  void aCodeInTheUrlIsFilledInButNotSubmitted() throws Exception {
    var device = idp.device("openid");
    var page = get("/device?user_code=" + device.text("user_code"));

    assertThat(page.body())
        .contains("id=\"code-form\"", "value=\"" + device.text("user_code") + "\"");
    assertThat(get("/device?user_code=%22%3E%3Cscript%3E").body()).doesNotContain("<script>");
  }

  @Test
  void formsWithoutTheirTokenAreRefused() throws Exception {
    var device = idp.device("openid");
    var confirm = confirmPage(device.text("user_code"));
    var empty = get("/device/style.css");

    assertThat(submit(empty, "/device/confirm", "decision", "approve").statusCode()).isEqualTo(403);
    assertThat(submit(empty, "/device", "user_code", "x").statusCode()).isEqualTo(403);
    assertThat(idp.poll(device).error()).isEqualTo("400 authorization_pending");
    assertThat(submit(confirm, "/device/confirm", "decision", "approve").statusCode())
        .isEqualTo(200);
  }

  @Test
  void wrongCodesAreThrottledAndARightOneDoesNotResetTheCount() throws Exception {
    var device = idp.device("openid");
    for (int i = 0; i < 4; i++) {
      assertThat(
              submit(get("/device"), "/device", "user_code", "BBBB-BBB" + "CDFG".charAt(i))
                  .statusCode())
          .isEqualTo(400);
    }
    var right = submit(get("/device"), "/device", "user_code", device.text("user_code"));
    var fifth = submit(get("/device"), "/device", "user_code", "BBBB-BBBB");
    var sixth = submit(get("/device"), "/device", "user_code", device.text("user_code"));

    assertThat(right.statusCode()).isEqualTo(200);
    assertThat(fifth.statusCode()).isEqualTo(400);
    assertThat(fifth.body()).contains("role=\"alert\"");
    assertThat(sixth.statusCode()).isEqualTo(429);
  }

  @Test
  void wrongPasswordsAreThrottled() throws Exception {
    var device = idp.device("openid");
    var page = submit(get("/device"), "/device", "user_code", device.text("user_code"));
    for (int i = 0; i < 10; i++) {
      page = submit(page, "/device/login", "username", "demo", "password", "wrong");
      assertThat(page.statusCode()).isEqualTo(400);
    }
    page = submit(page, "/device/login", "username", "demo", "password", "demo");

    assertThat(page.statusCode()).isEqualTo(429);
  }

  @Test
  void theSessionChangesAtSignInAndItsCookieIsGuarded() throws Exception {
    var device = idp.device("openid");
    var start = get("/device");
    var before = start.headers().firstValue("set-cookie").orElseThrow();
    submit(start, "/device", "user_code", device.text("user_code"));
    var cookies = ((CookieManager) browser.cookieHandler().orElseThrow()).getCookieStore();
    var old = cookies.getCookies().get(0).getValue();
    submit(get("/device/login"), "/device/login", "username", "demo", "password", "demo");

    assertThat(before).contains("HttpOnly", "SameSite=Lax", "Path=/device");
    assertThat(cookies.getCookies().get(0).getValue()).isNotEqualTo(old);
    assertThat(start.headers().firstValue("content-security-policy").orElseThrow())
        .contains("frame-ancestors 'none'");
  }
}
