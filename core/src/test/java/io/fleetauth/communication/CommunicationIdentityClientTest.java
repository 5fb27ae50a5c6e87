// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetauth.credential.Credential;
import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.credential.StaticCredential;
import io.fleetauth.http.Response;
import io.fleetauth.http.StubServer;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.Scopes;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

class CommunicationIdentityClientTest extends CommunicationFixture {

  private static final String TOKEN =
      "{\"token\":\"the-token\",\"expiresOn\":\"2023-01-10T14:18:20.1501519+02:00\"}";
  private static final Instant EXPIRY = Instant.parse("2023-01-10T12:18:20.1501519Z");

  @Test
  void userWithATokenAndTheWholeResponse() {
    stub.on(
        "/identities" + QUERY,
        201,
        "{\"identity\":{\"id\":\"8:acs:r_u\"},\"accessToken\":" + TOKEN + "}",
        "MS-CV",
        "cv.0");

    var made =
        signed().build().createUserAndToken(CHAT, Duration.ofHours(1)).response().block(WAIT);

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.headers()).containsEntry("ms-cv", "cv.0");
    assertThat(made.value().user()).isEqualTo(USER);
    assertThat(made.value().token().value()).isEqualTo("the-token");
    assertThat(made.value().token().expiresAt()).isEqualTo(EXPIRY);
    assertThat(made.value().token().scopes()).isEqualTo(CHAT);
    assertThat(made.value().toString()).doesNotContain("the-token");
    assertThat(stub.last().body())
        .isEqualTo("{\"createTokenWithScopes\":[\"chat\"],\"expiresInMinutes\":60}");
  }

  @Test
  void scopesAreAnOpenSetInTheirOrderAndNoLifetimeIsNotSent() {
    stub.on(USER_PATH + "/:issueAccessToken" + QUERY, 200, TOKEN);
    Scopes scopes = Scopes.of("voip.join", "chat", "what.comes.next");

    AccessToken token = signed().build().token(USER, scopes, null).block(WAIT);

    assertThat(token.expiresAt()).isEqualTo(EXPIRY);
    assertThat(token.obtainedAt()).isEqualTo(clock.instant());
    assertThat(stub.last().body())
        .isEqualTo("{\"scopes\":[\"voip.join\",\"chat\",\"what.comes.next\"]}");
  }

  @Test
  void operationsWithoutAValueCompleteEmpty() {
    stub.on(USER_PATH + "/:revokeAccessTokens" + QUERY, (q, r) -> r.status(204).send());
    stub.on(USER_PATH + QUERY, (q, r) -> r.status(204).send());
    CommunicationIdentityClient client = signed().build();

    assertThat(client.revokeTokens(USER).block(WAIT)).isNull();
    Response<Void> deleted = client.deleteUser(USER).response().block(WAIT);

    assertThat(deleted.status()).isEqualTo(204);
    assertThat(deleted.value()).isNull();
    assertThat(stub.asked().get(0).headers().contains("content-type")).isFalse();
    assertThat(stub.last().method()).isEqualTo("DELETE");
  }

  @Test
  void nothingIsAskedBeforeSubscribingAndEachSubscriptionIsACall() {
    stub.on("/identities" + QUERY, 201, "{\"identity\":{\"id\":\"8:acs:r_u\"}}");
    Mono<CommunicationUserIdentifier> call = signed().build().createUser();
    assertThat(stub.asked()).isEmpty();

    call.block(WAIT);
    call.block(WAIT);

    List<String> ids =
        stub.asked().stream().map(a -> a.headers().get("x-ms-client-request-id")).toList();
    assertThat(ids).hasSize(2).doesNotHaveDuplicates().doesNotContainNull();
  }

  @Test
  void signatureIsMadeWithTheKeyOfTheMoment() {
    stub.on("/identities" + QUERY, 201, "{\"identity\":{\"id\":\"8:acs:r_u\"}}");
    AccessKey key = AccessKey.of(KEY);
    CommunicationIdentityClient client = builder().accessKey(key).build();

    client.createUser().block(WAIT);
    key.rotate("b3RoZXI=");
    client.createUser().block(WAIT);

    assertThat(signatures()).hasSize(2).doesNotHaveDuplicates();
    assertThat(stub.last().headers().get("host")).isEqualTo(endpoint().getAuthority());
    assertThat(stub.last().headers().get("x-ms-date")).isEqualTo("Thu, 01 Jan 1970 00:00:00 GMT");
  }

  private List<String> signatures() {
    return stub.asked().stream().map(asked -> asked.headers().get("authorization")).toList();
  }

  @Test
  void credentialIsAskedForTheScopeWithTwoSlashes() {
    stub.on("/identities" + QUERY, 201, "{\"identity\":{\"id\":\"8:acs:r_u\"}}");
    List<CredentialRequest> asked = new ArrayList<>();
    Credential credential =
        request -> {
          asked.add(request);
          return Mono.just(
              new AccessToken(
                  "entra-1", "Bearer", request.scopes(), Instant.EPOCH, Instant.MAX, null));
        };

    builder().credential(credential).build().createUser().block(WAIT);

    assertThat(asked)
        .containsExactly(
            CredentialRequest.of("https://communication.azure.com//.default")
                .withContinuousAccess(true));
    assertThat(stub.last().headers().get("authorization")).isEqualTo("Bearer entra-1");
    assertThat(stub.last().headers().contains("x-ms-date")).isFalse();
    assertThat(stub.last().headers().contains("x-ms-content-sha256")).isFalse();
  }

  @Test
  void claimsChallengeIsAnswered() {
    String claims = "eyJhY2Nlc3NfdG9rZW4iOnt9fQ==";
    stub.on(
        "/identities" + QUERY,
        (request, response) ->
            request.requestHeaders().get("authorization").equals("Bearer plain")
                ? StubServer.reply(
                    response,
                    401,
                    "",
                    "WWW-Authenticate",
                    "Bearer error=\"insufficient_claims\", claims=\"" + claims + "\"")
                : StubServer.reply(response, 201, "{\"identity\":{\"id\":\"8:acs:r_u\"}}"));
    Credential credential =
        request -> StaticCredential.of(named(request), Instant.MAX).token(request);

    assertThat(builder().credential(credential).build().createUser().block(WAIT)).isEqualTo(USER);
  }

  private static String named(CredentialRequest request) {
    return "{\"access_token\":{}}".equals(request.claims()) ? "challenged" : "plain";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2025-03-02-preview | customId
          2025-04-01-preview | externalId
          """)
  void previewsKnowExternalIds(String version, String member) {
    String identity =
        "{\"id\":\"8:acs:r_u\",\""
            + member
            + "\":\"mine\",\"lastTokenIssuedAt\":\"2025-04-01T00:00:00Z\"}";
    String query = "?api-version=" + version;
    stub.on("/identities" + query, 200, "{\"identity\":" + identity + "}");
    stub.on(USER_PATH + query, 200, identity);
    CommunicationIdentityClient client = signed().apiVersion(version).build();
    var expected = new CommunicationUser(USER, "mine", Instant.parse("2025-04-01T00:00:00Z"));

    assertThat(client.createUser("mine").block(WAIT)).isEqualTo(expected);
    assertThat(stub.last().body()).isEqualTo("{\"" + member + "\":\"mine\"}");
    assertThat(client.user(USER).block(WAIT)).isEqualTo(expected);
    assertThat(stub.last().method()).isEqualTo("GET");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2021-10-31-preview | {"token":"teams-token"}
          2022-06-01         | {"token":"teams-token","appId":"app","userId":"oid"}
          """)
  void exchangeOfTeamsTokensDependsOnTheVersion(String version, String body) {
    stub.on("/teamsUser/:exchangeAccessToken?api-version=" + version, 200, TOKEN);
    var teams = new TeamsUserToken("teams-token", "app", "oid");

    AccessToken token = signed().apiVersion(version).build().tokenForTeamsUser(teams).block(WAIT);

    assertThat(token.value()).isEqualTo("the-token");
    assertThat(stub.last().body()).isEqualTo(body);
    assertThat(teams.toString()).doesNotContain("teams-token");
  }

  @Test
  void idsCanNotLeaveTheirPlaceInThePath() {
    var odd = new CommunicationUserIdentifier("a/../b?c=d#e f");
    stub.on("/identities/a%2F..%2Fb%3Fc%3Dd%23e%20f" + QUERY, (q, r) -> r.status(204).send());

    assertThat(signed().build().deleteUser(odd).response().block(WAIT).status()).isEqualTo(204);
    refused(() -> signed().build().deleteUser(new CommunicationUserIdentifier("..")), "user has");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          relative              | endpoint is not an absolute http(s) URL
          http://a.example      | endpoint is not https
          https://u@a.example   | endpoint has a user name or a fragment
          https://a.example/#f  | endpoint has a user name or a fragment
          https://a.example/x   | endpoint has a path or a query
          https://a.example?x=y | endpoint has a path or a query
          """)
  void endpointIsChecked(String endpoint, String message) {
    refused(() -> signed().endpoint(URI.create(endpoint)).build(), message);
  }

  @Test
  void wrongArgumentsAreNamed() {
    CommunicationIdentityClient client = signed().build();
    refused(() -> builder().build(), "accessKey or credential is required");
    refused(
        () -> signed().credential(request -> Mono.empty()).build(),
        "accessKey and credential: only one may be given");
    refused(() -> CommunicationIdentityClient.builder(transport).build(), "endpoint is required");
    refused(() -> builder().apiVersion("latest"), "apiVersion is not a date");
    refused(() -> builder().apiVersion("2020-07-20-preview2"), "apiVersion 2020-07-20-preview2");
    for (Duration wrong :
        List.of(
            Duration.ZERO,
            Duration.ofMinutes(-60),
            Duration.ofSeconds(3601),
            Duration.ofDays(2_000_000))) {
      refused(() -> client.token(USER, CHAT, wrong), "expiresIn must be whole minutes");
      refused(() -> client.createUserAndToken(CHAT, wrong), "expiresIn must be whole minutes");
    }
    assertThatThrownBy(() -> client.user(USER))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("apiVersion 2023-10-01 has no external ids");
    assertThatThrownBy(() -> client.createUser("x")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void nullsAreNamed() {
    CommunicationIdentityClient client = signed().build();
    missing(() -> CommunicationIdentityClient.builder(null), "transport");
    missing(() -> builder().endpoint(null), "endpoint");
    missing(() -> builder().accessKey(null), "accessKey");
    missing(() -> AccessKey.of(null), "accessKey");
    missing(() -> builder().credential(null), "credential");
    missing(() -> builder().connectionString(null), "connectionString");
    missing(() -> builder().apiVersion(null), "apiVersion");
    missing(() -> builder().retries(null), "retries");
    missing(() -> client.token(null, CHAT, null), "user");
    missing(() -> client.token(USER, null, null), "scopes");
    missing(() -> client.createUserAndToken(null, null), "scopes");
    missing(() -> client.revokeTokens(null), "user");
    missing(() -> client.deleteUser(null), "user");
    missing(() -> client.tokenForTeamsUser(null), "token");
    missing(() -> new TeamsUserToken(null, "a", "u"), "token");
    missing(() -> new TeamsUserToken("t", null, "u"), "clientId");
    missing(() -> new TeamsUserToken("t", "a", null), "userObjectId");
    missing(() -> signed().apiVersion("2025-04-01-preview").build().createUser(null), "externalId");
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  private static void missing(ThrowingCallable call, String name) {
    assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(name);
  }

  @Test
  void connectionStringIsAllThatIsNeeded() {
    stub.on(
        "/identities" + QUERY,
        (request, response) ->
            StubServer.reply(response, 201, "{\"identity\":{\"id\":\"8:acs:r_u\"}}"));
    var client =
        CommunicationIdentityClient.builder(transport)
            .connectionString("AccessKey=" + KEY + ";Endpoint=" + stub.base() + "/")
            .build();

    assertThat(client.createUser().block(WAIT)).isEqualTo(USER);
    assertThat(signatures().get(0)).startsWith("HMAC-SHA256 SignedHeaders=x-ms-date;host;");
  }
}
