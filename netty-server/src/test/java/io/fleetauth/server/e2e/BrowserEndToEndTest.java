// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.credential.InteractiveBrowserCredential;
import io.fleetauth.http.HttpOptions;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.secrets.Secrets;
import io.fleetauth.server.AuthorityServer;
import io.fleetauth.server.DataFolder;
import io.fleetauth.server.config.ConfigLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

/**
 * What only a real browser tells: that its rules for pages let the answer through to a program on
 * loopback, by redirect and by form.
 */
class BrowserEndToEndTest {

  private static final String SCOPE = "api://fleetauth-demo/read";

  @TempDir Path folder;

  @Test
  @Timeout(120)
  void theAnswerReachesAProgramByRedirectAndByForm() throws Exception {
    Path file = folder.resolve("authority.yaml");
    Files.writeString(file, "authority:\n  http-port: 0\n  https-port: 0\n");
    var section = new ConfigLoader(Map.of()).load(file).config().authority();
    try (var authority = AuthorityServer.start(section, DataFolder.open(folder), "--authority-");
        var browser = Chromium.start()) {
      byRedirect(authority, browser);
      byForm(authority, browser);
    }
  }

  private static void byRedirect(AuthorityServer authority, Chromium browser) {
    var transport = HttpTransport.create(HttpOptions.DEFAULTS);
    try (var credential =
        InteractiveBrowserCredential.builder(transport)
            .authorityHost(URI.create(authority.httpUrl()))
            .tenantId("fleetauth")
            .clientId("fleetauth-dev")
            .openBrowser(uri -> signIn(browser, uri.toString()))
            .build()) {
      assertThat(credential.token(CredentialRequest.of(SCOPE)).block(Duration.ofSeconds(60)))
          .isNotNull();
    }
    transport.close().block(Duration.ofSeconds(10));
  }

  private static void signIn(Chromium browser, String address) {
    browser.open(address);
    browser.type("username", "demo");
    browser.type("password", "demo");
    picture(browser, "5-sign-in-to-application");
    browser.press(By.cssSelector("#login-form button[type=submit]"));
    approve(browser);
    assertThat(browser.wait(By.tagName("h1")).getText()).contains("signed in");
  }

  private static void approve(Chromium browser) {
    browser.wait(By.id("confirm-form"));
    picture(browser, "6-approve-application");
    browser.press(By.cssSelector("#confirm-form button[value=approve]"));
    browser.waitUntilGone(By.id("confirm-form"));
  }

  private static void picture(Chromium browser, String name) {
    try {
      browser.picture(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The person is signed in already; the page that carries the answer sends itself. */
  private static void byForm(AuthorityServer authority, Chromium browser) throws Exception {
    var posted = new CompletableFuture<String>();
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", exchange -> take(exchange, posted));
    server.start();
    try {
      browser.open(
          authority.httpUrl()
              + "/fleetauth/oauth2/v2.0/authorize?client_id=fleetauth-dev&response_type=code"
              + "&response_mode=form_post&state=s-1&code_challenge_method=S256"
              + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&redirect_uri="
              + "http%3A%2F%2F127.0.0.1%3A"
              + server.getAddress().getPort());
      approve(browser);
      assertThat(posted.get(20, TimeUnit.SECONDS)).contains("code=", "&state=s-1", "&iss=");
    } finally {
      server.stop(0);
    }
  }

  private static void take(HttpExchange exchange, CompletableFuture<String> posted)
      throws IOException {
    var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    Secrets.ALL.addBody(body);
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
    if (exchange.getRequestMethod().equals("POST")) {
      posted.complete(body);
    }
  }
}
