// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static io.fleetauth.server.authority.AuthorityServer.DEV;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.fleetauth.server.authority.AuthorityServer.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An API goes on as the person who called it. */
class OnBehalfOfTest {

  private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  private static final String OURS = "api://fleetauth-service/call openid profile offline_access";

  @TempDir static Path folder;
  private static AuthorityServer idp;

  @BeforeAll
  static void start() {
    idp = new AuthorityServer(AuthorityConfig.defaults(), folder);
  }

  @AfterAll
  static void stop() {
    idp.close();
  }

  private static Answer ask(String assertion, String use, String scope) {
    return idp.post(
        "token",
        "grant_type",
        JWT_BEARER,
        "client_id",
        "fleetauth-service",
        "client_secret",
        "fleetauth-service-secret",
        "requested_token_use",
        use,
        "assertion",
        assertion,
        "scope",
        scope,
        "client_info",
        "1");
  }

  private static Answer ask(String assertion) {
    return ask(assertion, "on_behalf_of", "api://next/read openid profile offline_access");
  }

  private static void refused(Answer answer, String error, int number) {
    assertThat(answer.error()).isEqualTo(error);
    assertThat(answer.json()).containsEntry("error_codes", List.of(number));
  }

  @Test
  void theTokenIsForTheNextApiAndStillThePersons() throws Exception {
    var first = idp.signedIn(OURS).text("access_token");

    var answer = ask(first);

    assertThat(answer.json())
        .containsKeys("id_token", "client_info", "scope")
        .doesNotContainKey("refresh_token");
    var before = SignedJWT.parse(first).getJWTClaimsSet();
    var after = SignedJWT.parse(answer.text("access_token")).getJWTClaimsSet();
    assertThat(after.getAudience()).containsExactly("api://next");
    assertThat(after.getSubject()).isEqualTo(before.getSubject());
    assertThat(after.getStringClaim("scp")).contains("read");
    assertThat(after.getClaims())
        .containsEntry("azp", "fleetauth-service")
        .containsEntry("azpacr", "1")
        .containsEntry("preferred_username", "demo")
        .containsEntry("sid", before.getClaim("sid"));
    assertThat(idp.get("/api/me", answer.text("access_token")).status()).isEqualTo(200);
  }

  @Test
  void itEndsWithTheSignInOfThePerson() {
    var tokens = idp.signedIn(OURS);
    var next = ask(tokens.text("access_token")).text("access_token");

    idp.post("revoke", "client_id", DEV, "token", tokens.text("refresh_token"));

    assertThat(idp.get("/api/me", next).error()).isEqualTo("401 invalid_token");
    refused(ask(tokens.text("access_token")), "400 invalid_grant", 50013);
  }

  @Test
  void refusesWhatIsNotAGoodTokenOfAPersonForThisClient() {
    var tokens = idp.signedIn(OURS);
    var own =
        idp.post(
            "token",
            "grant_type",
            "client_credentials",
            "client_id",
            "fleetauth-service",
            "client_secret",
            "fleetauth-service-secret");

    refused(ask("nonsense"), "400 invalid_grant", 50013);
    refused(ask(tokens.text("id_token")), "400 invalid_grant", 50013);
    refused(ask(own.text("access_token")), "400 invalid_grant", 50013);
    refused(
        ask(idp.signedIn("api://other/read").text("access_token")), "400 invalid_grant", 500131);
    refused(ask(tokens.text("access_token"), "", "api://next/read"), "400 invalid_request", 900144);
    assertThat(ask(tokens.text("access_token"), "on_behalf_of", "").error())
        .isEqualTo("400 invalid_request");
    assertThat(ask("").error()).isEqualTo("400 invalid_request");
    refused(
        ask(tokens.text("access_token"), "on_behalf_of", "api://a/x api://b/y"),
        "400 invalid_scope",
        28000);
  }

  @Test
  void refusesAPersonWhoIsDisabledAndATokenThatExpired() {
    var token = idp.signedIn(OURS).text("access_token");
    idp.control("POST", "users/demo/disable", "");
    refused(ask(token), "400 invalid_grant", 50057);
    idp.control("POST", "users/demo/enable", "");

    idp.pass(Duration.ofMinutes(61));
    refused(ask(token), "400 invalid_grant", 500133);
  }

  @Test
  void publicClientsMayNot() {
    var answer = idp.post("token", "grant_type", JWT_BEARER, "client_id", DEV, "assertion", "x");

    assertThat(answer.error()).isEqualTo("400 unauthorized_client");
  }
}
