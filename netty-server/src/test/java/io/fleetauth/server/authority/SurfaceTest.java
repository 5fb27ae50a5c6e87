// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers may try on the endpoints and pages, whatever they ask for. */
class SurfaceTest {

  private static final String METADATA = "/contoso/v2.0/.well-known/openid-configuration";

  @TempDir Path folder;
  private AuthorityServer server;

  private void start(String publicUrl) {
    URI url = publicUrl == null ? null : URI.create(publicUrl);
    server =
        new AuthorityServer(
            new AuthorityConfig(
                url, null, null, null, null, null, null, null, null, null, null, null),
            folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/device", METADATA, "/control/ledger", "/api/me"})
  void noOtherOriginMayRead(String path) {
    start(null);

    var answer = server.send(server.request(path).header("origin", "https://evil.example"));

    assertThat(answer.headers().map().keySet())
        .noneMatch(name -> name.startsWith("access-control"));
  }

  @Test
  void forwardedHeadersOfAnybodyAreNotBelieved() {
    start(null);
    var request =
        server
            .request(METADATA)
            .header("x-forwarded-host", "evil.example")
            .header("x-forwarded-proto", "https")
            .header("forwarded", "host=evil.example;proto=https");

    assertThat(server.send(request).body())
        .contains("\"issuer\":\"" + server.origin() + "/contoso/v2.0\"")
        .doesNotContain("evil");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          evil.example"><script> | HTTP/1.1 400
          evil.example/path      | HTTP/1.1 400
          user@evil.example      | HTTP/1.1 400
          """)
  void hostThatIsNoHostIsRefused(String host, String status) throws IOException {
    start(null);

    assertThat(asking(host)).startsWith(status).doesNotContain("evil");
  }

  @Test
  void publicUrlDecidesTheIssuerWhateverTheHost() throws IOException {
    start("https://login.example.com");

    assertThat(asking("evil.example"))
        .contains("\"issuer\":\"https://login.example.com/contoso/v2.0\"")
        .doesNotContain("evil");
  }

  private String asking(String host) throws IOException {
    try (var socket = new Socket("127.0.0.1", URI.create(server.origin()).getPort())) {
      var request =
          "GET " + METADATA + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  @Test
  void pagesRedirectToThemselvesOnly() {
    start(null);
    String query = "?user_code=x&next=https://evil.example&redirect_uri=https://evil.example";

    for (String path : List.of("/device/login", "/device/confirm")) {
      HttpResponse<String> answer = server.send(server.request(path + query));
      assertThat(answer.body()).doesNotContain("evil");
      assertThat(answer.headers().firstValue("location").orElse("/device")).startsWith("/device");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/device", "/device/login", "/device/confirm", "/device/logout"})
  void noFormIsTakenWithoutItsSession(String path) {
    start(null);
    var form = BodyPublishers.ofString("user_code=x&decision=approve&csrf=");

    var answer = server.send(server.request(path).header("cookie", "fleetauth=fixed").POST(form));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.headers().firstValue("set-cookie")).isEmpty();
  }

  @Test
  void cookieThatAnAttackerChoseIsNotTaken() {
    start(null);

    var answer = server.send(server.request("/device").header("cookie", "fleetauth=fixed"));

    assertThat(answer.headers().firstValue("set-cookie").orElseThrow())
        .startsWith("fleetauth=")
        .doesNotContain("fixed")
        .contains("; Path=/device", "; HttpOnly", "; SameSite=Lax");
  }
}
