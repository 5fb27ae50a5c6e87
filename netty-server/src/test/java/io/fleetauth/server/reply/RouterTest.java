// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

class RouterTest {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static DisposableServer server;

  @BeforeAll
  static void serve() {
    var router =
        Router.builder()
            .get("/common/discovery/instance", call -> Mono.just(Reply.json("instance")))
            .get("/{tenant}/discovery/keys", call -> Mono.just(Reply.json(call.variable("tenant"))))
            .get("/ids/{id}/:act", call -> Mono.just(Reply.json(call.variable("id"))))
            .get("/kept", call -> Mono.just(Reply.json(1).cachedFor(Duration.ofHours(1))))
            .get("/page", call -> Mono.just(Reply.html(200, "<p>")))
            .get("/bug", call -> Mono.error(new IllegalStateException("with a secret")))
            .get("/thrown", RouterTest::thrown)
            .get("/origin", call -> Mono.just(Reply.json(call.origin() + "|" + call.source())))
            .get("/empty", call -> Mono.empty())
            .post("/form", call -> call.form().map(form -> Reply.json(form.require("a"))))
            .build();
    server = HttpServer.create().host("127.0.0.1").port(0).handle(router).bindNow();
  }

  private static Mono<Reply> thrown(Call call) {
    throw ReplyException.badRequest("a is missing");
  }

  @AfterAll
  static void stop() {
    server.disposeNow();
  }

  private static HttpResponse<String> send(String method, String path, String body)
      throws Exception {
    var uri = URI.create("http://127.0.0.1:" + server.port() + path);
    var request = HttpRequest.newBuilder(uri).method(method, BodyPublishers.ofString(body)).build();
    return CLIENT.send(request, BodyHandlers.ofString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "GET     | /common/discovery/instance | 200 | \"instance\"",
        "GET     | /common/discovery/keys     | 200 | \"common\"",
        "GET     | /contoso/discovery/keys?x  | 200 | \"contoso\"",
        "GET     | /contoso/discovery/keys/   | 200 | \"contoso\"",
        "GET     | /ids/8%3Aacs%3Aa+b/:act    | 200 | \"8:acs:a+b\"",
        "GET     | /ids/8:acs:a/:act          | 200 | \"8:acs:a\"",
        "HEAD    | /kept                      | 200 | ``",
        "OPTIONS | /kept                      | 204 | ``",
        "GET     | /bug                       | 500 | server_error",
        "GET     | /empty                     | 500 | server_error",
        "GET     | /thrown                    | 400 | a is missing",
        "GET     | /nowhere                   | 404 | not_found",
        "GET     | /                          | 404 | not_found",
        "GET     | //discovery/keys           | 404 | not_found",
        "POST    | /kept                      | 405 | use GET, HEAD, OPTIONS",
      })
  void leadsToTheHandlerOrSaysWhyNot(String method, String path, int status, String body)
      throws Exception {
    var answer = send(method, path, "");

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains(body).doesNotContain("with a secret");
  }

  @Test
  void wrongMethodNamesTheRightOnes() throws Exception {
    assertThat(send("POST", "/kept", "").headers().firstValue("allow"))
        .contains("GET, HEAD, OPTIONS");
  }

  @Test
  void jsonIsNotStoredUnlessAHandlerAllowsIt() throws Exception {
    var secret = send("GET", "/contoso/discovery/keys", "").headers();
    var kept = send("GET", "/kept", "").headers();

    assertThat(secret.firstValue("cache-control")).contains("no-store");
    assertThat(secret.firstValue("pragma")).contains("no-cache");
    assertThat(kept.allValues("cache-control")).containsExactly("public, max-age=3600");
    assertThat(kept.firstValue("pragma")).isEmpty();
    assertThat(kept.firstValue("content-type")).contains("application/json");
  }

  @Test
  void pagesCanNotBeFramedNorRunScripts() throws Exception {
    var headers = send("GET", "/page", "").headers();

    assertThat(headers.firstValue("x-frame-options")).contains("DENY");
    assertThat(headers.firstValue("referrer-policy")).contains("no-referrer");
    assertThat(headers.firstValue("x-content-type-options")).contains("nosniff");
    assertThat(headers.firstValue("content-security-policy").orElseThrow())
        .contains("default-src 'none'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "/form      ! a=1+2%26&b           ! 200 ! \"1 2&\"",
        "/form      ! a=5|671,0,,,| x&c=%z ! 200 ! \"5|671,0,,,| x\"",
        "/form      ! a=100%               ! 200 ! \"100%\"",
        "/form?a=q  ! b=1                  ! 200 ! \"q\"",
        "/form?a=q  ! a=b                  ! 200 ! \"b\"",
        "/form      ! a=1&a=1              ! 400 ! more than once",
        "/form      ! a=                   ! 400 ! a is missing",
      })
  void readsFormsWhateverTheirTypeAndEscapes(String path, String form, int status, String body)
      throws Exception {
    var answer = send("POST", path, form);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains(body);
  }

  @Test
  void refusesABodyAboveTheLimit() throws Exception {
    assertThat(send("POST", "/form", "a=" + "x".repeat(Call.BODY_LIMIT)).statusCode())
        .isEqualTo(413);
    assertThat(send("POST", "/form", "a=" + "x".repeat(Call.BODY_LIMIT - 2)).statusCode())
        .isEqualTo(200);
  }

  @Test
  void knowsHowItWasAsked() throws Exception {
    assertThat(send("GET", "/origin", "").body())
        .isEqualTo("\"http://127.0.0.1:" + server.port() + "|127.0.0.1\"");
  }

  @Test
  void basicCredentialsAreFormDecoded() {
    var encoded = "Basic Y29uZiUyRGNsaWVudDphJTNBYitj"; // conf%2Dclient:a%3Ab+c

    assertThat(BasicCredentials.parse(encoded))
        .isEqualTo(new BasicCredentials("conf-client", "a:b c"));
    assertThat(BasicCredentials.parse(encoded).toString()).doesNotContain("a:b");
    assertThat(BasicCredentials.parse("Bearer x")).isNull();
  }

  @Test
  void secretsAreNotPrinted() {
    assertThat(Reply.json(Map.of("access_token", "s3cret")).toString()).doesNotContain("s3cret");
    assertThat(Parameters.parse("client_secret=s3cret").toString()).doesNotContain("s3cret");
  }
}
