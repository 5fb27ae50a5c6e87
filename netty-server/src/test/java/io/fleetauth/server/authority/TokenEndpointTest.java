// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static io.fleetauth.server.authority.AuthorityServer.DEV;
import static io.fleetauth.server.authority.AuthorityServer.DEVICE_CODE;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.fleetauth.server.authority.AuthorityServer.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenEndpointTest {

  private static final String SCOPE = "api://x/read openid profile offline_access";

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

  @Test
  void deviceAnswerHasNumbersAndIsNotStored() {
    var device = idp.device(SCOPE);

    assertThat(device.status()).isEqualTo(200);
    assertThat(device.json())
        .containsEntry("expires_in", 900)
        .containsEntry("interval", 5)
        .containsEntry("verification_uri", idp.origin() + "/device")
        .containsEntry(
            "verification_uri_complete",
            idp.origin() + "/device?user_code=" + device.text("user_code"));
    assertThat(device.text("user_code")).matches("[BCDFGHJKLMNPQRSTVWXZ]{4}-[B-XZ]{4}");
    assertThat(Base64.getUrlDecoder().decode(device.text("device_code"))).hasSize(32);
    assertThat(device.text("message")).contains(device.text("user_code"));
    assertThat(device.http().headers().firstValue("cache-control")).contains("no-store");
  }

  @Test
  void pollsArePendingThenRedeemOnceWithAllThatMsalNeeds() throws Exception {
    var device = idp.device("  " + SCOPE + " ");
    var pending = idp.poll(device);
    idp.approve(device);
    var tokens =
        idp.post(
            "token?client-request-id=1",
            "grant_type",
            "device_code",
            "client_id",
            DEV,
            "device_code",
            device.text("device_code"),
            "client_info",
            "1",
            "client-request-id",
            "1");

    assertThat(pending.error()).isEqualTo("400 authorization_pending");
    assertThat(pending.json()).containsEntry("error_codes", List.of(70016));
    assertThat(pending.text("error_description")).startsWith("AADSTS70016: ").contains("\r\n");
    assertThat(pending.http().headers().firstValue("retry-after")).isEmpty();
    assertThat(tokens.status()).as(tokens.http().body()).isEqualTo(200);
    assertThat(tokens.json())
        .containsEntry("token_type", "Bearer")
        .containsEntry("expires_in", 3600)
        .containsEntry("scope", SCOPE)
        .containsKeys("refresh_token", "client_info");
    var id = SignedJWT.parse(tokens.text("id_token"));
    var keys = JWKSet.parse(idp.get("/contoso/discovery/v2.0/keys").http().body());
    var key = keys.getKeyByKeyId(id.getHeader().getKeyID()).toRSAKey();
    assertThat(key.isPrivate()).isFalse();
    assertThat(id.verify(new RSASSAVerifier(key))).isTrue();
    assertThat(id.getJWTClaimsSet().getIssuer()).isEqualTo(idp.origin() + "/contoso/v2.0");
    assertThat(id.getJWTClaimsSet().getAudience()).containsExactly(DEV);
    assertThat(id.getJWTClaimsSet().getClaims())
        .containsEntry("preferred_username", "demo")
        .containsKeys("sub", "oid", "tid", "iat", "exp", "name");
    var access = SignedJWT.parse(tokens.text("access_token")).getJWTClaimsSet();
    assertThat(access.getAudience()).containsExactly("api://x");
    assertThat(access.getStringClaim("scp")).contains("read");
    assertThat(idp.poll(device).error()).isEqualTo("400 invalid_grant");
  }

  @Test
  void theAccessTokenOpensTheApiAndTheIdTokenDoesNot() {
    var tokens = idp.signedIn(SCOPE);

    assertThat(idp.get("/api/me", tokens.text("access_token")).json())
        .containsEntry("preferred_username", "demo")
        .containsEntry("azp", DEV);
    assertThat(idp.get("/contoso/openid/userinfo", tokens.text("access_token")).json())
        .containsKey("sub");
    assertThat(idp.get("/api/me", tokens.text("id_token")).error()).isEqualTo("401 invalid_token");
    assertThat(idp.get("/api/me").status()).isEqualTo(401);
  }

  @Test
  void anotherClientBurnsTheCode() {
    var device = idp.device(SCOPE);
    idp.approve(device);
    var stolen =
        idp.post(
            "token",
            "grant_type",
            DEVICE_CODE,
            "client_id",
            "fleetauth-service",
            "client_secret",
            "fleetauth-service-secret",
            "device_code",
            device.text("device_code"));

    assertThat(stolen.error()).isEqualTo("400 invalid_grant");
    assertThat(idp.poll(device).error()).isEqualTo("400 invalid_grant");
    assertThat(idp.count("burned_codes")).isPositive();
  }

  @Test
  void deniedAndExpiredAreTheEnd() {
    var denied = idp.device(SCOPE);
    idp.control("POST", "deny", "{\"user_code\":\"" + denied.text("user_code") + "\"}");
    var expired = idp.device(SCOPE);

    assertThat(idp.poll(denied).error()).isEqualTo("400 access_denied");
    idp.pass(Duration.ofMinutes(15));
    assertThat(idp.poll(expired).error()).isEqualTo("400 expired_token");
  }

  @Test
  void aUserDisabledAfterApprovalGetsNothing() {
    var tokens = idp.signedIn(SCOPE);
    var device = idp.device(SCOPE);
    idp.approve(device);
    idp.control("POST", "users/demo/disable", "");
    var answers =
        List.of(
            idp.poll(device).error(),
            idp.refresh(tokens.text("refresh_token")).error(),
            idp.get("/api/me", tokens.text("access_token")).error());
    idp.control("POST", "users/demo/enable", "");

    assertThat(answers)
        .containsExactly("400 invalid_grant", "400 invalid_grant", "401 invalid_token");
    assertThat(idp.refresh(tokens.text("refresh_token")).status()).isEqualTo(200);
  }

  @Test
  void theOldTokenGetsTheSameSuccessorInGraceAndEndsTheFamilyLater() {
    var first = idp.signedIn(SCOPE);
    var second = idp.refresh(first.text("refresh_token"));
    var again = idp.refresh(first.text("refresh_token"));
    idp.pass(Duration.ofSeconds(30));
    var late = idp.refresh(first.text("refresh_token"));

    assertThat(second.text("refresh_token")).isNotEqualTo(first.text("refresh_token"));
    assertThat(again.text("refresh_token")).isEqualTo(second.text("refresh_token"));
    assertThat(late.error()).isEqualTo("400 invalid_grant");
    assertThat(idp.refresh(second.text("refresh_token")).error()).isEqualTo("400 invalid_grant");
    assertThat(idp.introspect(second.text("access_token")).json()).containsOnlyKeys("active");
  }

  @Test
  void concurrentRefreshesRotateOnce() {
    var first = idp.signedIn(SCOPE).text("refresh_token");
    long before = idp.count("refreshes");
    var answers =
        IntStream.range(0, 16).mapToObj(i -> idp.refreshLater(first)).toList().stream()
            .map(later -> later.join())
            .toList();

    assertThat(answers).extracting(Answer::status).containsOnly(200);
    assertThat(answers)
        .extracting(a -> a.text("refresh_token"))
        .containsOnly(answers.get(0).text("refresh_token"));
    assertThat(idp.count("refreshes") - before).isEqualTo(1);
  }

  @Test
  void aRefusedScopeDoesNotCostTheToken() {
    var tokens = idp.signedIn(SCOPE).text("refresh_token");
    var two =
        idp.post(
            "token",
            "grant_type",
            "refresh_token",
            "client_id",
            DEV,
            "refresh_token",
            tokens,
            "scope",
            "api://x/read api://y/read");

    assertThat(two.error()).isEqualTo("400 invalid_scope");
    assertThat(idp.refresh(tokens).status()).isEqualTo(200);
  }

  @Test
  void revokingARefreshTokenEndsItsAccessTokens() {
    var tokens = idp.signedIn(SCOPE);
    var access = tokens.text("access_token");
    assertThat(idp.introspect(access).json()).containsEntry("active", true);
    var revoked = idp.post("revoke", "client_id", DEV, "token", tokens.text("refresh_token"));

    assertThat(revoked.status()).isEqualTo(200);
    assertThat(idp.introspect(access).json()).isEqualTo(Map.of("active", false));
    assertThat(idp.get("/api/me", access).status()).isEqualTo(401);
    assertThat(idp.refresh(tokens.text("refresh_token")).error()).isEqualTo("400 invalid_grant");
  }

  @Test
  void revocationIsForTheOwnerAndSilentAboutUnknownTokens() {
    var tokens = idp.signedIn(SCOPE);
    var foreign =
        idp.post(
            "revoke",
            "client_id",
            "fleetauth-service",
            "client_secret",
            "fleetauth-service-secret",
            "token",
            tokens.text("refresh_token"));

    assertThat(foreign.error()).isEqualTo("400 unauthorized_client");
    assertThat(idp.post("revoke", "client_id", DEV, "token", "nonsense").status()).isEqualTo(200);
    assertThat(idp.refresh(tokens.text("refresh_token")).status()).isEqualTo(200);
  }

  @Test
  void clientCredentialsByPostAndFormDecodedBasicWithoutScopeInTheAnswer() {
    var post =
        idp.post(
            "token",
            "grant_type",
            "client_credentials",
            "client_id",
            "fleetauth-service",
            "client_secret",
            "fleetauth-service-secret",
            "scope",
            "api://x/.default openid profile offline_access");
    var credentials = "fleetauth%2Dservice:fleetauth%2Dservice%2Dsecret".getBytes();
    var basic =
        idp.send(
            idp.request("/contoso/oauth2/v2.0/token")
                .header("authorization", "Basic " + Base64.getEncoder().encodeToString(credentials))
                .POST(BodyPublishers.ofString("grant_type=client_credentials")));

    assertThat(post.json())
        .containsOnlyKeys("token_type", "expires_in", "ext_expires_in", "access_token");
    assertThat(basic.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "token | grant_type=device_code&client_id=fleetauth-dev | 400 invalid_request",
        "token | grant_type=device_code&client_id=fleetauth-dev&device_code=x | 400 invalid_grant",
        "token | client_id=fleetauth-dev | 400 invalid_request",
        "token | grant_type=password&client_id=fleetauth-dev | 400 unsupported_grant_type",
        "token | grant_type=refresh_token&client_id=nobody | 401 invalid_client",
        "token | grant_type=client_credentials&client_id=fleetauth-dev | 400 unauthorized_client",
        "token | grant_type=client_credentials&client_id=fleetauth-service | 401 invalid_client",
        "token | grant_type=client_credentials&client_id=fleetauth-service&client_secret=no | 401 invalid_client",
        "token | grant_type=device_code&client_id=a&client_id=b | 400 invalid_request",
        "token | grant_type=refresh_token&client_id=fleetauth-dev&refresh_token=x | 400 invalid_grant",
        "devicecode | scope=openid | 400 invalid_request",
        "devicecode | client_id=nobody | 401 invalid_client",
        "devicecode | client_id=fleetauth-dev&scope=api://a/b api://c/d | 400 invalid_scope",
        "introspect | client_id=fleetauth-dev&token=x | 401 invalid_client",
        "introspect | token=x | 400 invalid_request",
        "revoke | client_id=fleetauth-dev | 400 invalid_request",
      })
  void refuses(String endpoint, String form, String error) {
    var answer =
        idp.send(
            idp.request("/contoso/oauth2/v2.0/" + endpoint).POST(BodyPublishers.ofString(form)));

    assertThat(answer.statusCode() + " " + answer.body())
        .startsWith(error.substring(0, 3))
        .contains("\"error\":\"" + error.substring(4) + "\"");
    if (answer.statusCode() == 401) {
      assertThat(answer.headers().firstValue("www-authenticate")).isPresent();
    }
  }
}
