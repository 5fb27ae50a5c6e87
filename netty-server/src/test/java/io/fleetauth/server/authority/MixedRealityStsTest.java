// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.fleetauth.server.authority.AuthorityServer.Answer;
import io.fleetauth.server.authority.mixedreality.MixedRealityAccount;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Mixed Reality STS on the wire. */
class MixedRealityStsTest {

  private static final String VERSION = "?api-version=2019-02-28-preview";

  @TempDir static Path folder;
  private static AuthorityServer server;
  private static MixedRealityAccount account;

  @BeforeAll
  static void start() {
    server = new AuthorityServer(AuthorityConfig.defaults(), folder);
    account = server.services().mixedReality().get(0);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private String path() {
    return "/Accounts/" + account.id() + "/token" + VERSION;
  }

  private String key() {
    return account.id() + ":" + account.keys().primary();
  }

  private Answer entra(String scope) {
    return server.post(
        "token",
        "grant_type",
        "client_credentials",
        "client_id",
        "fleetauth-service",
        "client_secret",
        "fleetauth-service-secret",
        "scope",
        scope);
  }

  @Test
  void answersAsTheServiceDoes() {
    var answer = server.get(path(), key());
    var headers = answer.http().headers();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json()).containsOnlyKeys("AccessToken");
    assertThat(headers.firstValue("content-type")).contains("application/json; charset=utf-8");
    assertThat(headers.firstValue("cache-control")).contains("no-store, no-cache");
    assertThat(headers.firstValue("pragma")).contains("no-cache");
    assertThat(headers.firstValue("x-content-type-options")).contains("nosniff");
    assertThat(headers.firstValue("ms-cv").orElseThrow()).matches("[A-Za-z0-9+/]{22}\\.0");
    assertThat(headers.firstValue("mise-correlation-id").orElseThrow()).hasSize(36);
  }

  @Test
  void tokenHasTheDocumentedClaimsAndVerifiesWithThePublishedKey() throws Exception {
    var token = server.get(path(), key()).text("AccessToken");
    var jwt = SignedJWT.parse(token);
    var published = JWKSet.parse(server.get("/x/discovery/v2.0/keys").http().body());
    var key = published.getKeyByKeyId(jwt.getHeader().getKeyID()).toRSAKey();
    var claims = jwt.getJWTClaimsSet();

    assertThat(jwt.verify(new RSASSAVerifier(key.toRSAPublicKey()))).isTrue();
    assertThat(jwt.getHeader().toJSONObject())
        .containsOnlyKeys("alg", "kid", "x5t", "typ")
        .containsEntry("alg", "RS256")
        .containsEntry("typ", "JWT");
    assertThat(jwt.getHeader().getKeyID()).matches("[0-9A-F]{40}");
    assertThat(claims.getClaims())
        .containsOnlyKeys(
            "jti", "cai", "aid", "tid", "aao", "apr", "rid", "att", "nbf", "exp", "iat", "iss",
            "aud")
        .containsEntry("aid", account.id().toString())
        .containsEntry("cai", account.id().toString())
        .containsEntry("tid", "00000000-0000-0000-0000-000000000000")
        .containsEntry("aao", -1L)
        .containsEntry("apr", "eastus")
        .containsEntry("att", "Default")
        .containsEntry("iss", "https://sts.eastus.mixedreality.azure.com/");
    assertThat(claims.getAudience())
        .containsExactly("https://manage.sa.eastus.mixedreality.azure.com/");
    assertThat(claims.getNotBeforeTime()).isEqualTo(claims.getIssueTime());
    assertThat(
            Duration.between(
                claims.getIssueTime().toInstant(), claims.getExpirationTime().toInstant()))
        .isEqualTo(Duration.ofDays(1));
  }

  /** Clients in Java decode it with the standard alphabet. */
  @Test
  void payloadNeedsNoUrlSafeCharacters() {
    for (int i = 0; i < 20; i++) {
      var payload = server.get(path(), key()).text("AccessToken").split("\\.")[1];
      assertThat(new String(Base64.getDecoder().decode(payload), UTF_8))
          .containsPattern("\"exp\":\\d");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://sts.mixedreality.azure.com/.default",
        "https://sts.mixedreality.azure.com//.default",
        "https://sts.eastus2.mixedreality.azure.com/.default",
        "ORIGIN/.default",
        "ORIGIN//.default",
      })
  void takesEntraTokensOfEverySpelling(String scope) throws Exception {
    var entra = entra(scope.replace("ORIGIN", server.origin())).text("access_token");

    var answer = server.get(path(), entra);

    assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
    var claims = SignedJWT.parse(answer.text("AccessToken")).getJWTClaimsSet();
    var caller = SignedJWT.parse(entra).getJWTClaimsSet();
    assertThat(claims.getClaim("cai")).isEqualTo(caller.getClaim("oid"));
    assertThat(claims.getClaim("tid")).isEqualTo(caller.getClaim("tid"));
    assertThat(claims.getClaim("aid")).isEqualTo(account.id().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          https://sts.mixedreality.azure.com.evil.example/.default | The access token is for another audience.
          https://communication.azure.com//.default                | The access token is for another audience.
          api://fleetauth-demo/.default                            | The access token is for another audience.
          """)
  void refusesEntraTokensForOthers(String scope, String message) {
    assertRefused(server.get(path(), entra(scope).text("access_token")), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ID:wrong        | The account id or the account key is wrong.
          ID:             | The account id or the account key is wrong.
          :KEY            | The account id or the account key is wrong.
          OTHER:KEY       | The account id or the account key is wrong.
          not-a-token     | The access token is not valid.
          a.b.c           | The access token is not valid.
          """)
  void refusesWrongCredentials(String bearer, String message) {
    var sent =
        bearer
            .replace("ID", account.id().toString())
            .replace("OTHER", "11111111-2222-3333-4444-555555555555")
            .replace("KEY", account.keys().primary());

    assertRefused(server.get(path(), sent), message);
  }

  @Test
  void refusesTheKeyForAnotherAccountAndAnUnknownOne() {
    var other = "11111111-2222-3333-4444-555555555555";
    var path = "/Accounts/" + other + "/token" + VERSION;

    assertRefused(server.get(path, key()), "The account id or the account key is wrong.");
    assertRefused(
        server.get(path, other + ":" + account.keys().primary()),
        "The account id or the account key is wrong.");
    var entra = entra("https://sts.mixedreality.azure.com//.default").text("access_token");
    assertRefused(server.get(path, entra), "The account is not known.");
  }

  private static void assertRefused(Answer answer, String message) {
    assertThat(answer.status()).as(answer.http().body()).isEqualTo(401);
    assertThat(answer.json())
        .isEqualTo(Map.of("error", Map.of("code", "Unauthorized", "message", message)));
    assertThat(answer.http().headers().firstValue("www-authenticate").orElseThrow())
        .startsWith("Bearer error=\"invalid_token\"");
    assertThat(answer.http().headers().firstValue("ms-cv")).isPresent();
  }

  @Test
  void expiredEntraTokenIsRefused() {
    var entra = entra("https://sts.mixedreality.azure.com//.default").text("access_token");
    server.pass(Duration.ofMinutes(61));

    assertRefused(server.get(path(), entra), "The access token is not valid.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          /Accounts/ID/token?api-version=2020-01-01 | KEY     | 400 | UnsupportedApiVersion
          /Accounts/not-a-uuid/token                | KEY     | 400 | BadRequest
          /Accounts/1-2-3-4-5/token                 | KEY     | 400 | BadRequest
          /Accounts/ID/token                        | -       | 401 | Unauthorized
          /Accounts/ID/token                        | Basic x | 401 | Unauthorized
          """)
  void refusesOtherRequests(String path, String authorization, int status, String code) {
    var request = server.request(path.replace("ID", account.id().toString()));
    if (authorization != null) {
      request.header("authorization", authorization.replace("KEY", "Bearer " + key()));
    }
    var answer = server.send(request);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains("{\"error\":{").contains("\"code\":\"" + code + "\"");
  }

  @Test
  void takesARequestWithoutAVersionAndTheIdInCapitals() {
    var capitals = account.id().toString().toUpperCase(java.util.Locale.ROOT);
    var answer =
        server.get("/Accounts/" + capitals + "/token", capitals + ":" + account.keys().secondary());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(server.get("/accounts/" + account.id() + "/token", key()).status()).isEqualTo(404);
  }

  @Test
  void browsersMayAsk() {
    var preflight =
        server.send(
            server
                .request(path())
                .header("origin", "https://app.example")
                .header("access-control-request-method", "GET")
                .method("OPTIONS", BodyPublishers.noBody()));
    var answer = server.get(path(), "wrong").http();

    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.headers().firstValue("access-control-allow-headers").orElseThrow())
        .contains(
            "authorization", "x-mrc-cv", "x-ms-client-request-id", "x-ms-useragent", "accept");
    assertThat(preflight.headers().firstValue("access-control-allow-methods")).contains("GET");
    assertThat(answer.headers().firstValue("access-control-allow-origin")).contains("*");
    assertThat(answer.headers().firstValue("access-control-allow-credentials")).isEmpty();
  }

  @Test
  void echoesTheCallersRequestId() {
    var request =
        server
            .request(path())
            .header("authorization", "Bearer " + key())
            .header("x-ms-client-request-id", "982e94cea219d6120d71c5616e1a7488");

    assertThat(server.send(request).headers().firstValue("x-ms-client-request-id"))
        .contains("982e94cea219d6120d71c5616e1a7488");
  }

  @Test
  void scriptsThrottleAndBreakIt() {
    server.control(
        "POST", "scripts", SCRIPT.formatted("\"STATUS\",\"status\":429,\"retry_after\":7"));
    server.control("POST", "scripts", SCRIPT.formatted("\"OMIT\",\"omit\":[\"AccessToken\"]"));
    server.control("POST", "scripts", "{\"endpoint\":\"token\",\"action\":\"STATUS\"}"); // OAuth's

    var throttled = server.get(path(), key());
    var omitted = server.get(path(), key());

    assertThat(throttled.status()).isEqualTo(429);
    assertThat(throttled.http().headers().firstValue("retry-after")).contains("7");
    assertThat(throttled.http().headers().firstValue("access-control-allow-origin")).contains("*");
    assertThat(omitted.http().body()).isEqualTo("{}");
    assertThat(server.get(path(), key()).status()).isEqualTo(200);
  }

  private static final String SCRIPT = "{\"endpoint\":\"mixed-reality\",\"times\":1,\"action\":%s}";

  @Test
  void keysAndSignaturesOutliveTheProcess() throws Exception {
    var token = server.get(path(), key()).text("AccessToken");
    server.restart();

    assertThat(server.get(path(), key()).status()).isEqualTo(200);
    assertThat(server.introspect(token).json())
        .containsEntry("active", true)
        .containsEntry("aid", account.id().toString());
    assertThat(Files.readAllLines(folder.resolve("mixed-reality-keys")))
        .containsExactlyElementsOf(account.keys().all());
    server.pass(Duration.ofHours(25));
    assertThat(server.introspect(token).json()).isEqualTo(Map.of("active", false));
  }
}
