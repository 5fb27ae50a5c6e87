// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import io.fleetauth.oauth.Dialect;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdTokenRulesTest {

  private static final String HOST = "https://login.example/";
  private static final String GUID = "11111111-2222-3333-4444-555555555555";
  private static final String OTHER = "99999999-2222-3333-4444-555555555555";
  private static final String PERSONAL = "9188040d-6c67-4c5b-b112-36a304b66dad";

  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource({
    "ENTRA, organizations, " + GUID + ", " + GUID + ", true",
    "ENTRA, organizations, " + PERSONAL + ", " + PERSONAL + ", false",
    "ENTRA, common, " + PERSONAL + ", " + PERSONAL + ", true",
    "ENTRA, common, " + GUID + ", " + GUID + ", true",
    "ENTRA, consumers, " + PERSONAL + ", " + PERSONAL + ", true",
    "ENTRA, consumers, " + GUID + ", " + GUID + ", false",
    "ENTRA, contoso.example, " + GUID + ", " + GUID + ", true",
    "ENTRA, " + GUID + ", " + GUID + ", " + GUID + ", true",
    "ENTRA, " + GUID + ", " + OTHER + ", " + OTHER + ", false",
    "ENTRA, common, " + GUID + ", " + OTHER + ", false",
    "ENTRA, common, evil, evil, false",
    "ENTRA, common, common, , true",
    "STANDARD, common, " + GUID + ", " + GUID + ", false",
  })
  void comparesEntrasIssuerWithTheTenantOfTheUser(
      Dialect dialect, String asked, String inIssuer, String tid, boolean good) {
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(HOST + inIssuer + "/v2.0")
            .subject("u")
            .audience("c")
            .claim("tid", tid)
            .expirationTime(Date.from(Instant.EPOCH.plusSeconds(9)))
            .build();
    var rules = new IdTokenRules("c", dialect, CLOCK);
    String issuer = HOST + asked + "/v2.0";

    if (good) {
      assertThatCode(() -> rules.check(claims, issuer)).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> rules.check(claims, issuer)).hasMessageContaining("iss");
    }
  }
}
