// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.fleetauth.server.authority.AuthorityConfig.Client;
import io.fleetauth.server.authority.AuthorityServer.Answer;
import io.fleetauth.server.authority.assertion.ClientAssertions;
import io.fleetauth.server.authority.assertion.ClientCertificate;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that sign: which assertions prove who asks, and how each other one is refused. */
class ClientAssertionTest {

  private static final String DAEMON = "daemon";
  private static final ClientKeys KEYS =
      ClientKeys.make("daemon", Instant.now().plus(300, ChronoUnit.DAYS));
  private static final ClientKeys EXPIRED =
      ClientKeys.make("expired", Instant.now().minusSeconds(60));
  private static final ClientKeys FOREIGN =
      ClientKeys.make("foreign", Instant.now().plus(300, ChronoUnit.DAYS));

  @TempDir static Path folder;
  private static AuthorityServer idp;

  @BeforeAll
  static void start() {
    var certificates =
        Stream.of(KEYS, EXPIRED).map(keys -> new ClientCertificate(keys.certificate())).toList();
    var daemon = new Client(DAEMON, null, null, null, null, null, null, certificates, null, null);
    idp =
        new AuthorityServer(
            new AuthorityConfig(
                null,
                null,
                List.of(daemon, Client.DEVELOPMENT, Client.SERVICE),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null),
            folder);
  }

  @AfterAll
  static void stop() {
    idp.close();
  }

  private static String endpoint() {
    return idp.origin() + "/contoso/oauth2/v2.0/token";
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(DAEMON)
        .subject(DAEMON)
        .audience(endpoint())
        .jwtID(UUID.randomUUID().toString())
        .notBeforeTime(in(0))
        .expirationTime(in(600));
  }

  private static Date in(long seconds) {
    return Date.from(Instant.now().plusSeconds(seconds));
  }

  private static String signed(UnaryOperator<JWTClaimsSet.Builder> change) {
    return KEYS.sign(KEYS.header(JWSAlgorithm.PS256).build(), change.apply(claims()).build());
  }

  private static Answer ask(String client, String assertion) {
    return idp.post(
        "token",
        "grant_type",
        "client_credentials",
        "client_id",
        client,
        "client_assertion_type",
        ClientAssertions.TYPE,
        "client_assertion",
        assertion,
        "scope",
        "api://x/.default");
  }

  @SuppressWarnings("deprecation")
  static Stream<Arguments> headers() {
    var sha1 = KEYS.thumbprint("SHA-1");
    var standard = Base64.getEncoder().encodeToString(KEYS.thumbprint("SHA-256"));
    var chain = List.of(com.nimbusds.jose.util.Base64.encode(KEYS.encoded()));
    return Stream.of(
        Arguments.of("PS256, x5t#S256", KEYS.header(JWSAlgorithm.PS256)),
        Arguments.of("RS256, x5t#S256", KEYS.header(JWSAlgorithm.RS256)),
        Arguments.of(
            "RS256, x5t",
            new JWSHeader.Builder(JWSAlgorithm.RS256).x509CertThumbprint(Base64URL.encode(sha1))),
        Arguments.of(
            "x5t in base64 with padding",
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .x509CertThumbprint(new Base64URL(Base64.getEncoder().encodeToString(sha1)))),
        Arguments.of(
            "x5t#S256 in base64 with padding",
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .x509CertSHA256Thumbprint(new Base64URL(standard))),
        Arguments.of("x5c", KEYS.header(JWSAlgorithm.PS256).x509CertChain(chain)),
        Arguments.of("no name of the key", new JWSHeader.Builder(JWSAlgorithm.PS256)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("headers")
  void everyKnownWayToNameTheCertificateIsTaken(String name, JWSHeader.Builder header)
      throws Exception {
    var answer = ask(DAEMON, KEYS.sign(header.build(), claims().build()));

    assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
    var token = SignedJWT.parse(answer.text("access_token")).getJWTClaimsSet();
    assertThat(token.getClaims()).containsEntry("azp", DAEMON).containsEntry("azpacr", "2");
  }

  @Test
  void theIssuerIsAnAudienceTooAndClientIdMayBeLeftOut() {
    var assertion = signed(c -> c.audience(idp.origin() + "/contoso/v2.0"));

    var answer =
        idp.post(
            "token",
            "grant_type",
            "client_credentials",
            "client_assertion_type",
            ClientAssertions.TYPE,
            "client_assertion",
            assertion);

    assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
  }

  @SuppressWarnings("deprecation")
  static Stream<Arguments> refused() {
    var plain = new JWSHeader.Builder(JWSAlgorithm.PS256).build();
    var foreignChain =
        KEYS.header(JWSAlgorithm.PS256)
            .x509CertChain(List.of(com.nimbusds.jose.util.Base64.encode(FOREIGN.encoded())))
            .build();
    var ps = JWSAlgorithm.PS256;
    return Stream.of(
        row("no JWT", "nonsense", 50027),
        row("alg none", "eyJhbGciOiJub25lIn0.e30.", 50027),
        row("RS512", KEYS.sign(KEYS.header(JWSAlgorithm.RS512).build(), claims().build()), 50027),
        row("other issuer", signed(c -> c.issuer("other")), 700021),
        row("other subject", signed(c -> c.subject("other")), 700021),
        row("a URL as issuer", signed(c -> c.issuer("https://as.example")), 70021),
        row("other audience", signed(c -> c.audience("https://evil.example")), 700023),
        row("no audience", signed(c -> c.audience((String) null)), 700023),
        row(
            "two audiences",
            signed(c -> c.audience(List.of(endpoint(), "https://evil.example"))),
            700023),
        row("no exp", signed(c -> c.expirationTime(null)), 700024),
        row("expired", signed(c -> c.expirationTime(in(-120))), 700024),
        row("not yet valid", signed(c -> c.notBeforeTime(in(120))), 700024),
        row("from the future", signed(c -> c.issueTime(in(120))), 700024),
        row("too long", signed(c -> c.expirationTime(in(3700))), 700024),
        row("foreign key", FOREIGN.sign(FOREIGN.header(ps).build(), claims().build()), 700027),
        row("foreign key, no name", FOREIGN.sign(plain, claims().build()), 700027),
        row(
            "our thumbprint, foreign key",
            FOREIGN.sign(KEYS.header(ps).build(), claims().build()),
            700027),
        row("our thumbprint, foreign chain", KEYS.sign(foreignChain, claims().build()), 700027),
        row(
            "expired certificate",
            EXPIRED.sign(EXPIRED.header(ps).build(), claims().build()),
            700027));
  }

  private static Arguments row(String name, String assertion, int number) {
    return Arguments.of(name, assertion, number);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void refusesWithTheNumberOfEntra(String name, String assertion, int number) {
    var answer = ask(DAEMON, assertion);

    assertThat(answer.error()).isEqualTo("401 invalid_client");
    assertThat(answer.json()).containsEntry("error_codes", List.of(number));
    assertThat(answer.text("error_description"))
        .startsWith("AADSTS" + number + ": ")
        .doesNotContain(assertion);
  }

  @Test
  void isTakenOnceOnlyAndAnotherClientsSameIdIsItsOwn() {
    var once = signed(c -> c.jwtID("same"));
    var without = signed(c -> c.jwtID(null));

    assertThat(ask(DAEMON, once).status()).isEqualTo(200);
    assertThat(ask(DAEMON, once).json()).containsEntry("error_codes", List.of(50013));
    assertThat(ask(DAEMON, signed(c -> c.jwtID("same").notBeforeTime(null))).error())
        .isEqualTo("401 invalid_client");
    assertThat(ask(DAEMON, without).status()).isEqualTo(200);
    assertThat(ask(DAEMON, without).json()).containsEntry("error_codes", List.of(50013));
  }

  @Test
  void publicClientsHaveNothingToSignWithAndSignersNoSecret() {
    assertThat(ask("fleetauth-dev", signed(c -> c)).json())
        .containsEntry("error_codes", List.of(700025));
    assertThat(ask("fleetauth-service", signed(c -> c)).json())
        .containsEntry("error_codes", List.of(700021));
    assertThat(secret("x").json()).containsEntry("error_codes", List.of(7000215));
    assertThat(secret("").json()).containsEntry("error_codes", List.of(7000218));
  }

  private static Answer secret(String secret) {
    return idp.post(
        "token", "grant_type", "client_credentials", "client_id", DAEMON, "client_secret", secret);
  }

  @Test
  void oneWayToAuthenticateAtATime() {
    var both =
        idp.post(
            "token",
            "grant_type",
            "client_credentials",
            "client_id",
            DAEMON,
            "client_secret",
            "x",
            "client_assertion_type",
            ClientAssertions.TYPE,
            "client_assertion",
            signed(c -> c));
    var noType =
        idp.post(
            "token",
            "grant_type",
            "client_credentials",
            "client_id",
            DAEMON,
            "client_assertion",
            signed(c -> c));

    assertThat(both.error()).isEqualTo("400 invalid_request");
    assertThat(noType.error()).isEqualTo("400 invalid_request");
  }

  @Test
  void introspectionAndRevocationTakeAssertionsToo() {
    var type = ClientAssertions.TYPE;
    var seen =
        idp.post(
            "introspect",
            "client_id",
            DAEMON,
            "client_assertion_type",
            type,
            "client_assertion",
            signed(c -> c),
            "token",
            "x");

    assertThat(seen.json()).containsOnlyKeys("active");
  }
}
