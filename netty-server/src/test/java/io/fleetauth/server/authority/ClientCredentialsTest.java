// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.fleetauth.server.authority.AuthorityServer.Answer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom a client's own token is for, and what it says of the client. */
class ClientCredentialsTest {

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

  private static Answer ask(String scope, String claims) {
    return idp.post(
        "token",
        "grant_type",
        "client_credentials",
        "client_id",
        "fleetauth-service",
        "client_secret",
        "fleetauth-service-secret",
        "scope",
        scope,
        "claims",
        claims);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          api://x/.default                                      | api://x
          https://sts.mixedreality.azure.com/.default           | https://sts.mixedreality.azure.com
          https://sts.mixedreality.azure.com//.default          | https://sts.mixedreality.azure.com/
          https://communication.azure.com//.default             | https://communication.azure.com/
          https://localhost:9443/.default                       | https://localhost:9443
          https://x/a/b/.default openid profile offline_access  | https://x/a/b
          ' openid profile https://x/.default offline_access '  | https://x
          11111111-2222-3333-4444-555555555555/.default         | 11111111-2222-3333-4444-555555555555
          openid profile                                        | fleetauth-service
          ''                                                    | fleetauth-service
          """)
  void audienceIsTheResourceAsItIsWritten(String scope, String audience) throws Exception {
    var answer = ask(scope, "");

    assertThat(answer.json())
        .containsOnlyKeys("token_type", "expires_in", "ext_expires_in", "access_token")
        .containsEntry("expires_in", 3600);
    var claims = SignedJWT.parse(answer.text("access_token")).getJWTClaimsSet();
    assertThat(claims.getAudience()).containsExactly(audience);
    assertThat(claims.getClaims())
        .containsEntry("azp", "fleetauth-service")
        .containsEntry("azpacr", "1")
        .containsEntry("idtyp", "app")
        .doesNotContainKeys("scp", "xms_cc", "preferred_username");
    assertThat(claims.getSubject()).isEqualTo(claims.getStringClaim("oid"));
  }

  @ParameterizedTest
  @CsvSource({
    "https://x, 400 invalid_scope, 70011",
    "https://x/, 400 invalid_scope, 70011",
    "api://x, 400 invalid_scope, 70011",
    "api://x/, 400 invalid_scope, 70011",
    "https://x/.default https://y/.default, 400 invalid_scope, 28000",
  })
  void scopesThatNameNoPermissionOrSeveralResourcesAreRefused(
      String scope, String error, int number) {
    var answer = ask(scope, "");

    assertThat(answer.error()).isEqualTo(error);
    assertThat(answer.json()).containsEntry("error_codes", List.of(number));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"access_token":{"xms_cc":{"values":["CP1"]}}}        | CP1
          {"access_token":{"xms_cc":{"values":["cp1", "xx"]}}}  | CP1
          {"access_token":{"xms_cc":{"values":"cp1"}}}          |
          {"access_token":{"xms_cc":{"values":["xx"]}}}         |
          {"access_token":null,"id_token":{"signin_state":{}}}  |
          """)
  void capabilitiesOfTheClientAreInItsToken(String claims, String capability) throws Exception {
    var token = SignedJWT.parse(ask("api://x/.default", claims).text("access_token"));

    assertThat(token.getJWTClaimsSet().getStringListClaim("xms_cc"))
        .isEqualTo(capability == null ? null : List.of(capability));
  }

  @Test
  void claimsThatAreNoJsonAreRefused() {
    var answer = ask("api://x/.default", "{oops");

    assertThat(answer.error()).isEqualTo("400 invalid_request");
    assertThat(answer.json()).containsEntry("error_codes", List.of(9002313));
    assertThat(answer.text("error_description")).contains("'claims'").doesNotContain("oops");
  }
}
