// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static io.fleetauth.server.authority.AuthorityServer.DEV;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.server.FormBrowser;
import io.fleetauth.server.FormBrowser.Page;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests to the authorization endpoint and the pages behind it. */
class AuthorizationEndpointTest {

  private static final String[] WEB = {
    "client_id", "web", "redirect_uri", "https://web.example/cb?tenant=1"
  };

  @TempDir Path folder;
  private AuthorityServer idp;
  private CodeFlow flow;
  private FormBrowser browser;

  @BeforeEach
  void start() {
    idp = new AuthorityServer(AuthorizationCodeTest.config(), folder);
    flow = new CodeFlow(idp);
    browser = flow.browser();
  }

  @AfterEach
  void stop() {
    idp.close();
  }

  private static String[] web(String... more) {
    var all = new String[WEB.length + more.length];
    System.arraycopy(WEB, 0, all, 0, WEB.length);
    System.arraycopy(more, 0, all, WEB.length, more.length);
    return all;
  }

  private Page login(URI authorize) {
    return browser.submit(
        browser.get(authorize), "login-form", "username", "demo", "password", "demo");
  }

  @Test
  void clientWithoutTheGrantIsRefused() {
    idp.close();
    var none =
        new AuthorityConfig.Client(
            "tv",
            null,
            null,
            List.of("http://localhost/back"),
            Set.of("device_code"),
            null,
            null,
            null,
            null,
            null);
    idp =
        new AuthorityServer(
            new AuthorityConfig(
                null, null, List.of(none), null, null, null, null, null, null, null, null, null),
            folder);

    assertThat(new CodeFlow(idp).silently("client_id", "tv").get("error"))
        .isEqualTo("unauthorized_client");
  }

  @Test
  void personDenies() {
    var answer = flow.denied();

    assertThat(answer.get("error")).isEqualTo("access_denied");
    assertThat(answer.get("error_description")).startsWith("AADSTS65004");
    assertThat(answer.get("state")).isEqualTo("state of & client");
    assertThat(idp.count("denials")).isEqualTo(1);
  }

  @Test
  void pagesSayWhoAsksForWhatAndWhereItGoes() {
    var consent = login(flow.authorize("scope", "openid api://x/<b>"));

    assertThat(consent.body())
        .contains("id=\"confirm-form\"", "<dd id=\"client\">" + DEV, "<dd id=\"user\">demo")
        .contains("<li>openid</li>", "api://x/&lt;b&gt;", "localhost:51111")
        .doesNotContain("<script", "<b>");
    assertThat(consent.http().headers().firstValue("content-security-policy").orElseThrow())
        .contains("form-action 'self' http://localhost:51111", "frame-ancestors 'none'");
    assertThat(consent.http().headers().firstValue("cache-control")).contains("no-store");
  }

  @Test
  void codesOfNativeApplicationsNeedThePersonEachTime() {
    flow.approved();

    assertThat(browser.get(flow.authorize()).has("confirm-form")).isTrue();
    assertThat(flow.silently("prompt", "none").get("error")).isEqualTo("interaction_required");
  }

  @Test
  void clientThatIsKnownByItsAddressIsApprovedOnce() {
    login(flow.authorize(web()));
    assertThat(flow.silently(web("prompt", "none")).get("error")).isEqualTo("consent_required");
    flow.approved(web());

    assertThat(flow.silently(web("prompt", "none")).has("code")).isTrue();
    assertThat(flow.silently(web()).has("code")).isTrue();
    assertThat(flow.silently(web("prompt", "none", "scope", "openid api://x/more")).get("error"))
        .as("more than was approved")
        .isEqualTo("consent_required");
    assertThat(browser.get(flow.authorize(web("prompt", "consent"))).has("confirm-form")).isTrue();
    assertThat(browser.get(flow.authorize(web("prompt", "select_account"))).has("confirm-form"))
        .isTrue();
    assertThat(browser.get(flow.authorize(web("prompt", "login"))).has("login-form")).isTrue();
  }

  @Test
  void anotherPersonThanMeantHasToSignIn() {
    flow.approved(web());
    var hinted = browser.get(flow.authorize(web("login_hint", "someone")));

    assertThat(hinted.has("login-form")).isTrue();
    assertThat(hinted.body()).contains("name=\"username\" value=\"someone\"");
    assertThat(flow.silently(web("login_hint", "Demo", "prompt", "none")).has("code")).isTrue();
    assertThat(flow.silently(web("login_hint", "someone", "prompt", "none")).get("error"))
        .isEqualTo("login_required");
  }

  @Test
  void signInThatIsTooOldIsAskedForAgain() {
    flow.approved(web());
    idp.pass(Duration.ofSeconds(61));

    assertThat(flow.silently(web("prompt", "none", "max_age", "61")).has("code")).isTrue();
    assertThat(flow.silently(web("prompt", "none", "max_age", "60")).get("error"))
        .isEqualTo("login_required");
    assertThat(browser.get(flow.authorize(web("max_age", "60"))).has("login-form")).isTrue();
  }

  @Test
  void personMayUseAnotherAccount() {
    var consent = login(flow.authorize());
    var login = browser.submit(consent, "logout-form");

    assertThat(login.has("login-form")).isTrue();
    assertThat(flow.silently("prompt", "none").get("error")).isEqualTo("login_required");
    assertThat(
            browser
                .submit(login, "login-form", "username", "demo", "password", "demo")
                .has("confirm-form"))
        .isTrue();
  }

  @Test
  void wrongPasswordsAreThrottledTogetherWithThoseOfDevices() {
    var page = browser.get(flow.authorize());
    for (int i = 0; i < 10; i++) {
      page = browser.submit(page, "login-form", "username", "demo", "password", "wrong");
      assertThat(page.http().statusCode()).isEqualTo(400);
      assertThat(page.body()).contains("role=\"alert\"", "value=\"demo\"");
    }
    page = browser.submit(page, "login-form", "username", "demo", "password", "demo");

    assertThat(page.http().statusCode()).isEqualTo(429);
    assertThat(page.has("login-form")).isTrue();
  }

  @Test
  void formsWithoutTheTokenOfTheirSessionAreRefused() {
    var consent = login(flow.authorize());
    var path = consent.uri().getRawPath() + "?" + consent.uri().getRawQuery();
    var stranger =
        idp.send(idp.request(path).POST(BodyPublishers.ofString("decision=approve&csrf=x")));

    assertThat(stranger.statusCode()).isEqualTo(403);
    assertThat(idp.count("authorization_codes")).isZero();
  }

  @Test
  void answerMayComeInTheFragmentOrByForm() {
    var fragment = browser.signIn(flow.authorize("response_mode", "fragment"), "approve");
    assertThat(fragment.left().getRawFragment()).startsWith("code=").contains("&state=", "&iss=");
    assertThat(fragment.left().getRawQuery()).isNull();

    var form = browser.signIn(flow.authorize("response_mode", "form_post"), "approve");
    assertThat(form.body())
        .contains("action=\"http://localhost:51111/back\"", "name=\"code\"")
        .contains("name=\"state\" value=\"state of &amp; client\"");
    assertThat(form.http().headers().firstValue("content-security-policy").orElseThrow())
        .contains("script-src 'sha256-", "form-action 'self' http://localhost:51111");
  }

  @Test
  void applicationsMayBeCalledByTheirScheme() {
    var answer =
        browser.signIn(
            flow.authorize("client_id", "web", "redirect_uri", "com.example.app:/cb"), "approve");

    assertThat(answer.left()).asString().startsWith("com.example.app:/cb?code=");
  }

  @Test
  void codeLeavesNoTraceInReferrersAndNoCookieGoesToOtherPaths() {
    var page = browser.get(flow.authorize());
    assertThat(page.http().headers().allValues("set-cookie"))
        .hasSize(2)
        .allSatisfy(
            cookie ->
                assertThat(cookie)
                    .contains("HttpOnly", "SameSite=Lax")
                    .containsPattern("Path=/(device|authorize)$"));

    var left = browser.signIn(flow.authorize(), "approve");
    assertThat(left.http().headers().firstValue("referrer-policy")).contains("no-referrer");
    assertThat(left.http().headers().firstValue("cache-control")).contains("no-store");
  }
}
