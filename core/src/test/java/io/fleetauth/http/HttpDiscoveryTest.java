// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetauth.oauth.AuthorizationServerMetadata;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.oauth.UnavailableException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class HttpDiscoveryTest extends HttpFixture {

  private static final String OPENID = "/t/v2.0/.well-known/openid-configuration";
  private static final String INSERTED = "/.well-known/oauth-authorization-server/t/v2.0";
  private static final String APPENDED = "/t/v2.0/.well-known/oauth-authorization-server";

  @ParameterizedTest
  @ValueSource(strings = {OPENID, INSERTED, APPENDED})
  void findsTheDocumentInEachPlace(String place) {
    stub.on(place, 200, document(issuer()));

    AuthorizationServerMetadata found = client(oidc()).discovery().metadata().block(WAIT);

    assertThat(found.issuer()).isEqualTo(issuer());
    assertThat(found.tokenEndpoint()).hasToString(stub.base() + "/token");
    assertThat(found.deviceAuthorizationEndpoint()).hasToString(stub.base() + "/device");
    assertThat(found.revocationEndpoint()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example, 2",
    "https://a.example/, 2",
    "https://a.example/t/v2.0, 3",
    "https://a.example/t/v2.0/, 3"
  })
  void looksInEachPlaceOnce(String issuer, int places) {
    assertThat(HttpDiscovery.addresses(issuer)).hasSize(places).doesNotHaveDuplicates();
    assertThat(HttpDiscovery.addresses(issuer).get(1).getPath())
        .startsWith("/.well-known/oauth-authorization-server");
  }

  @Test
  void fetchesOnceForManyCallers() {
    stub.on(
        OPENID,
        (request, response) ->
            Mono.delay(Duration.ofMillis(100))
                .thenMany(StubServer.reply(response, 200, document(issuer())))
                .then());
    var discovery = client(oidc()).discovery();

    Flux.range(0, 20).flatMap(n -> discovery.metadata(), 20).blockLast(WAIT);
    discovery.metadata().block(WAIT);

    assertThat(stub.count(OPENID)).isEqualTo(1);
  }

  @Test
  void goesOnForTheOthersWhenOneCallerIsGone() {
    stub.on(
        OPENID,
        (request, response) ->
            Mono.delay(Duration.ofMillis(200))
                .thenMany(StubServer.reply(response, 200, document(issuer())))
                .then());
    var discovery = client(oidc()).discovery();

    Disposable gone = discovery.metadata().subscribe();
    var waiting = discovery.metadata().toFuture();
    gone.dispose();

    assertThat(Mono.fromFuture(waiting).block(WAIT)).isNotNull();
    assertThat(stub.count(OPENID)).isEqualTo(1);
  }

  @Test
  void doesNotKeepAFailure() {
    stub.on(OPENID, 400, "{\"error\":\"invalid_tenant\"}");
    var discovery = client(oidc()).discovery();
    assertThat(failure(discovery.metadata())).isInstanceOf(OAuthException.class);

    stub.on(OPENID, 200, document(issuer()));

    assertThat(discovery.metadata().block(WAIT)).isNotNull();
  }

  @Test
  void readsOnceMoreAfterAShortFailure() {
    stub.on(
        OPENID,
        (request, response) ->
            stub.count(OPENID) == 1
                ? StubServer.reply(response, 503, "")
                : StubServer.reply(response, 200, document(issuer())));

    assertThat(client(oidc()).discovery().metadata().block(WAIT)).isNotNull();
    assertThat(stub.count(OPENID)).isEqualTo(2);
  }

  @Test
  void givesUpAfterTheSecondFailureAndObeysRetryAfter() {
    stub.on(OPENID, 503, "");
    assertThat(failure(client(oidc()).discovery().metadata()))
        .isInstanceOf(UnavailableException.class);
    assertThat(stub.count(OPENID)).isEqualTo(2);

    stub.on(OPENID, 503, "", "Retry-After", "60");
    failure(client(oidc()).discovery().metadata());
    assertThat(stub.count(OPENID)).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "x", "#"})
  void comparesTheIssuerExactly(String suffix) {
    stub.on(OPENID, 200, document(issuer() + suffix));

    assertThat(failure(client(oidc()).discovery().metadata()))
        .isInstanceOf(MalformedResponseException.class)
        .hasMessage(
            "authorization server metadata of 127.0.0.1:%d (HTTP 200): issuer is not %s"
                .formatted(stub.port(), issuer()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http://evil.example/token     | is not https
          /token                        | is not an absolute http(s) URL
          ftp://as.example/token        | is not an absolute http(s) URL
          https://user@as.example/token | has a user name or a fragment
          https://as.example/token#x    | has a user name or a fragment
          https:///token                | is not an absolute http(s) URL
          """)
  void refusesABadEndpoint(String endpoint, String problem) {
    stub.on(OPENID, 200, document(issuer()).replace(stub.base() + "/token", endpoint));

    assertThat(failure(client(oidc()).discovery().metadata()))
        .isInstanceOf(MalformedResponseException.class)
        .hasMessageEndingWith(": token_endpoint " + problem);
  }

  @Test
  void doesNotFollowARedirect() {
    stub.on(OPENID, 302, "", "Location", stub.base() + "/other");
    stub.on("/other", 200, document(issuer()));

    assertThat(failure(client(oidc()).discovery().metadata()))
        .hasMessage(
            "authorization server metadata of 127.0.0.1:%d (HTTP 302) is a redirect, which is not followed"
                .formatted(stub.port()));
    assertThat(stub.count("/other")).isZero();
  }

  @Test
  void saysWhereItLooked() {
    assertThat(failure(client(oidc()).discovery().metadata()))
        .isInstanceOf(MalformedResponseException.class)
        .hasMessageContaining(OPENID)
        .hasMessageContaining(INSERTED);
  }

  @ParameterizedTest
  @CsvSource({
    "http://as.example, false",
    "http://127.0.0.1.example.com, false",
    "http://localhost.example.com, false",
    "ftp://localhost, false",
    "https://as.example?a=b, false",
    "https://as.example, true",
    "http://localhost:8080/t, true",
    "http://[::1]:8080, true",
    "http://127.1.2.3, true"
  })
  void acceptsPlainHttpOnlyOnThisMachine(String issuer, boolean good) {
    var registration = ClientRegistration.oidc(issuer, "c");
    if (good) {
      assertThat(client(registration)).isNotNull();
    } else {
      assertThatThrownBy(() -> client(registration))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("registration default: issuer " + issuer);
    }
  }

  @Test
  void checksTheAddressesOfARegistration() {
    URI token = URI.create("http://as.example/token");
    var metadata =
        new AuthorizationServerMetadata("https://as.example", token, null, null, null, null);

    assertThatThrownBy(() -> client(ClientRegistration.of(metadata, "c")))
        .hasMessageContaining("token_endpoint http://as.example/token is not https");
  }

  private String issuer() {
    return stub.base() + "/t/v2.0";
  }

  private ClientRegistration oidc() {
    return ClientRegistration.oidc(issuer(), "client-1");
  }

  private String document(String issuer) {
    return """
        {"issuer":"%s","token_endpoint":"%s/token","device_authorization_endpoint":"%s/device",
         "jwks_uri":"%s/keys"}"""
        .formatted(issuer, stub.base(), stub.base(), stub.base());
  }
}
