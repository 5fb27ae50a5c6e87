// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static io.fleetauth.server.authority.AuthorityServer.DEV;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.fleetauth.server.authority.AuthorityConfig.Client;
import io.fleetauth.server.authority.AuthorityServer.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Codes at the token endpoint, RFC 6749 section 4.1.3 and RFC 7636 section 4.6. */
class AuthorizationCodeTest {

  @TempDir Path folder;
  private AuthorityServer idp;
  private CodeFlow flow;

  static AuthorityConfig config() {
    var loopback = List.of("http://localhost/back", "http://127.0.0.1/back");
    var other = List.of("http://localhost/back");
    var web = List.of("https://web.example/cb?tenant=1", "com.example.app:/cb");
    return new AuthorityConfig(
        null,
        null,
        List.of(
            client(DEV, null, loopback),
            client("other", null, other),
            client("web", "web-client-secret", web),
            client("spa", null, List.of("https://spa.example/cb")),
            Client.SERVICE),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private static Client client(String id, String secret, List<String> redirectUris) {
    return new Client(id, null, secret, redirectUris, null, null, null, null, null, null);
  }

  @BeforeEach
  void start() {
    idp = new AuthorityServer(config(), folder);
    flow = new CodeFlow(idp);
  }

  @AfterEach
  void stop() {
    idp.close();
  }

  private static Map<String, Object> claims(Answer tokens, String token) throws Exception {
    return SignedJWT.parse(tokens.text(token)).getJWTClaimsSet().getClaims();
  }

  @Test
  void personSignsInAndTheClientGetsTheTokens() throws Exception {
    var answer = flow.approved();
    assertThat(answer.get("state")).isEqualTo("state of & client");
    assertThat(answer.get("iss")).isEqualTo(idp.origin() + "/contoso/v2.0");

    var tokens = flow.redeem(answer.require("code"), "client_info", "1");
    assertThat(tokens.status()).as(tokens.http().body()).isEqualTo(200);
    assertThat(tokens.json())
        .containsEntry("token_type", "Bearer")
        .containsEntry("scope", CodeFlow.SCOPE)
        .containsEntry("expires_in", 3600)
        .containsKeys("refresh_token", "client_info");
    assertThat(claims(tokens, "id_token"))
        .containsEntry("nonce", "nonce-1")
        .containsEntry("auth_time", idp.now().getEpochSecond())
        .containsEntry("preferred_username", "demo")
        .containsEntry("iss", idp.origin() + "/contoso/v2.0");
    assertThat(claims(tokens, "access_token")).containsEntry("scp", "openid offline_access read");
    assertThat(idp.get("/api/me", tokens.text("access_token")).status()).isEqualTo(200);
    assertThat(idp.refresh(tokens.text("refresh_token")).status()).isEqualTo(200);
    assertThat(idp.count("authorization_codes")).isEqualTo(1);
    assertThat(idp.count("code_redemptions")).isEqualTo(1);
  }

  @Test
  void withoutItsScopesThereIsNoIdTokenAndNoRefreshToken() {
    var code = flow.approved("scope", "api://x/read").require("code");

    assertThat(flow.redeem(code).json())
        .containsKey("access_token")
        .doesNotContainKeys("id_token", "refresh_token", "client_info");
  }

  @ParameterizedTest
  @CsvSource({
    "code_verifier, another-verifier-of-exactly-43-characters-ok, 501481",
    "code_verifier, '', 501481",
    "redirect_uri, http://localhost:51112/back, 500112",
    "redirect_uri, '', 500112",
    "client_id, other, 70000",
    "code, unknown, 70000"
  })
  void whatDoesNotBelongToTheCodeIsRefusedAndEndsIt(String name, String value, int number) {
    var code = flow.approved().require("code");

    var refused = flow.redeem(code, name, value);
    assertThat(refused.error()).isEqualTo("400 invalid_grant");
    assertThat(refused.json().get("error_codes")).isEqualTo(List.of(number));
    assertThat(refused.http().body()).doesNotContain(code);
    var again = flow.redeem(code);
    assertThat(again.status()).isEqualTo(name.equals("code") ? 200 : 400);
  }

  @Test
  void codeOfAnotherTenantIsRefused() {
    var code = flow.approved().require("code");

    var elsewhere = idp.postTo("fabrikam", "token", flow.redemption(code));
    assertThat(elsewhere.error()).isEqualTo("400 invalid_grant");
    assertThat(elsewhere.json().get("error_codes")).isEqualTo(List.of(700005));
  }

  @Test
  void codeExpires() {
    var last = flow.approved().require("code");
    idp.pass(Duration.ofSeconds(59));
    assertThat(flow.redeem(last).status()).isEqualTo(200);

    var late = flow.approved().require("code");
    idp.pass(Duration.ofSeconds(60));
    var refused = flow.redeem(late);
    assertThat(refused.error()).isEqualTo("400 invalid_grant");
    assertThat(refused.json().get("error_codes")).isEqualTo(List.of(70008));
  }

  @ParameterizedTest
  @CsvSource({"openid offline_access api://x/read", "api://x/read"})
  void codeThatIsShownAgainRevokesItsTokens(String scope) {
    var code = flow.approved("scope", scope).require("code");
    var tokens = flow.redeem(code);
    assertThat(idp.get("/api/me", tokens.text("access_token")).status()).isEqualTo(200);

    var again = flow.redeem(code);
    assertThat(again.error()).isEqualTo("400 invalid_grant");
    assertThat(again.json().get("error_codes")).isEqualTo(List.of(54005));
    assertThat(idp.get("/api/me", tokens.text("access_token")).status()).isEqualTo(401);
    if (tokens.json().containsKey("refresh_token")) {
      assertThat(idp.refresh(tokens.text("refresh_token")).error()).isEqualTo("400 invalid_grant");
    }
    assertThat(idp.count("code_replays")).isEqualTo(1);
    assertThat(idp.count("families_revoked")).isEqualTo(1);
  }

  @Test
  void codeThatAnotherClientShowsAgainRevokesItsTokensToo() {
    var code = flow.approved().require("code");
    var tokens = flow.redeem(code);

    assertThat(flow.redeem(code, "client_id", "other").error()).isEqualTo("400 invalid_grant");
    assertThat(idp.get("/api/me", tokens.text("access_token")).status()).isEqualTo(401);
  }

  @Test
  void ofConcurrentRedemptionsNoneLeavesTokensInForce() {
    var code = flow.approved().require("code");
    var answers =
        IntStream.range(0, 8)
            .mapToObj(i -> idp.postLater("token", flow.redemption(code)))
            .toList()
            .stream()
            .map(later -> later.join())
            .toList();

    assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSizeLessThanOrEqualTo(1);
    assertThat(answers)
        .filteredOn(answer -> answer.status() == 200)
        .allSatisfy(
            answer ->
                assertThat(idp.get("/api/me", answer.text("access_token")).status())
                    .isEqualTo(401));
    assertThat(idp.count("families_revoked")).isEqualTo(1);
  }

  @Test
  void redemptionNeverWidensWhatWasApprovedAndAskingForItCostsNothing() {
    var code = flow.approved().require("code");

    assertThat(flow.redeem(code, "scope", "openid api://x/write").error())
        .isEqualTo("400 invalid_scope");
    assertThat(flow.redeem(code, "scope", "api://x/read profile").json())
        .containsEntry("scope", "api://x/read")
        .doesNotContainKey("id_token");
  }

  @Test
  void disabledPersonGetsNothing() {
    var code = flow.approved().require("code");
    idp.control("POST", "users/demo/disable", "{}");

    assertThat(flow.redeem(code).json().get("error_codes")).isEqualTo(List.of(50057));
    idp.control("POST", "users/demo/enable", "{}");
    assertThat(flow.redeem(code).status()).isEqualTo(200);
  }

  @Test
  void confidentialClientMayLeavePkceOutButNotMixIt() {
    String[] web = {
      "client_id",
      "web",
      "redirect_uri",
      "https://web.example/cb?tenant=1",
      "code_challenge",
      "",
      "code_challenge_method",
      ""
    };
    String[] redeem = {
      "client_id",
      "web",
      "client_secret",
      "web-client-secret",
      "redirect_uri",
      "https://web.example/cb?tenant=1",
      "code_verifier",
      ""
    };
    var first = flow.approved(web);
    assertThat(first.get("tenant")).isEqualTo("1");
    assertThat(flow.redeem(first.require("code"), redeem).status()).isEqualTo(200);

    var second = flow.approved(web).require("code");
    redeem[redeem.length - 1] = CodeFlow.VERIFIER;
    assertThat(flow.redeem(second, redeem).json().get("error_codes"))
        .as("a verifier without a challenge is a downgrade")
        .isEqualTo(List.of(501481));
    redeem[3] = "wrong-client-secret";
    assertThat(flow.redeem(second, redeem).error()).isEqualTo("401 invalid_client");
  }

  @Test
  void codesRedemptionsAndRevocationsOutliveTheProcess() throws Exception {
    var waiting = flow.approved().require("code");
    var used = flow.approved().require("code");
    var burned = flow.approved().require("code");
    var tokens = flow.redeem(used);
    flow.redeem(burned, "code_verifier", "");
    idp.restart();

    assertThat(flow.redeem(waiting).status()).isEqualTo(200);
    assertThat(flow.redeem(burned).error()).isEqualTo("400 invalid_grant");
    assertThat(idp.get("/api/me", tokens.text("access_token")).status()).isEqualTo(200);
    assertThat(flow.redeem(used).error()).isEqualTo("400 invalid_grant");
    idp.restart();
    assertThat(idp.get("/api/me", tokens.text("access_token")).status()).isEqualTo(401);
    try (var files = Files.list(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), "ISO-8859-1"))
            .doesNotContain(waiting, used);
      }
    }
  }

  @Test
  void redirectUriThatWasLeftOutStaysOut() {
    String[] spa = {"client_id", "spa", "redirect_uri", ""};
    var code = flow.approved(spa).require("code");
    assertThat(flow.redeem(code, spa).status()).isEqualTo(200);

    var other = flow.approved(spa).require("code");
    assertThat(flow.redeem(other, "client_id", "spa").json().get("error_codes"))
        .isEqualTo(List.of(500112));
  }
}
