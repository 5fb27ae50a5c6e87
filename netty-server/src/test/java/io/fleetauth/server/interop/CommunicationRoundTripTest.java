// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.interop;

import static io.fleetauth.server.interop.ServedBy.AUTHORITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.azure.communication.identity.models.GetTokenForTeamsUserOptions;
import io.fleetauth.communication.AccessKey;
import io.fleetauth.communication.CommunicationErrorCodes;
import io.fleetauth.communication.CommunicationIdentityClient;
import io.fleetauth.communication.CommunicationScopes;
import io.fleetauth.communication.CommunicationTokenCredential;
import io.fleetauth.communication.CommunicationUserIdentifier;
import io.fleetauth.communication.EntraTokenExchange;
import io.fleetauth.communication.TeamsExtensionUserIdentifier;
import io.fleetauth.communication.TeamsUserToken;
import io.fleetauth.credential.ClientSecretCredential;
import io.fleetauth.credential.Credential;
import io.fleetauth.credential.StaticCredential;
import io.fleetauth.http.HttpOptions;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.http.Response;
import io.fleetauth.http.Retries;
import io.fleetauth.http.ServiceException;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.authority.communication.CommunicationResource;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Our client of Communication identities works with our authority. */
class CommunicationRoundTripTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String WRONG_KEY = "d3JvbmcgYWNjZXNzIGtleQ==";
  private static final String PREVIEW = "2025-04-01-preview";
  private static final Scopes SCOPES =
      Scopes.of(CommunicationScopes.CHAT, CommunicationScopes.VOIP);
  private static final CommunicationUserIdentifier FOREIGN =
      new CommunicationUserIdentifier(
          "8:acs:11111111-2222-3333-4444-555555555555_0000000a-bbbb-cccc-dddd-eeeeeeeeeeee");

  /** How the client proves who it is. */
  enum Proof {
    PRIMARY_KEY,
    SECONDARY_KEY,
    CONNECTION_STRING,
    CREDENTIAL
  }

  private static final HttpTransport transport = HttpTransport.create(HttpOptions.DEFAULTS);
  private static InteropServers servers;
  private static CommunicationResource resource;

  @BeforeAll
  static void start() throws Exception {
    servers = InteropServers.start();
    resource = servers.services().communication().get(0);
  }

  @AfterAll
  static void stop() {
    transport.close().block(PATIENCE);
    servers.close();
  }

  private static URI endpoint() {
    return URI.create(servers.http(AUTHORITY)).resolve("/");
  }

  private static String key(int index) {
    return resource.keys().all().get(index);
  }

  private static CommunicationIdentityClient.Builder builder() {
    return CommunicationIdentityClient.builder(transport).endpoint(endpoint());
  }

  private static CommunicationIdentityClient.Builder builder(Proof proof) {
    return switch (proof) {
      case PRIMARY_KEY -> builder().accessKey(AccessKey.of(key(0)));
      case SECONDARY_KEY -> builder().accessKey(AccessKey.of(key(1)));
      case CONNECTION_STRING ->
          CommunicationIdentityClient.builder(transport)
              .connectionString("accesskey=" + key(0) + ";endpoint=" + endpoint());
      case CREDENTIAL -> builder().credential(program());
    };
  }

  private static CommunicationIdentityClient client() {
    return builder(Proof.PRIMARY_KEY).build();
  }

  private static Credential program() {
    return ClientSecretCredential.builder(transport)
        .authorityHost(endpoint())
        .tenantId(AUTHORITY.tenant())
        .clientId("fleetauth-service")
        .clientSecret("fleetauth-service-secret")
        .build();
  }

  private static <T> T get(Mono<T> call) {
    return call.block(PATIENCE);
  }

  @ParameterizedTest
  @EnumSource(Proof.class)
  void everyOperation(Proof proof) {
    var client = builder(proof).build();

    var user = get(client.createUser());
    assertThat(user.id()).startsWith("8:acs:" + resource.id() + "_");
    var token = get(client.token(user, SCOPES, null));
    assertThat(token.expiresAt())
        .isCloseTo(Instant.now().plus(Duration.ofDays(1)), within(1, ChronoUnit.MINUTES));
    assertThat(servers.isActive(token.value())).isTrue();

    assertThat(get(client.revokeTokens(user).response()).status()).isEqualTo(204);
    assertThat(servers.isActive(token.value())).isFalse();
    var next = get(client.token(user, SCOPES, Duration.ofHours(1)));
    assertThat(next.expiresAt())
        .isCloseTo(Instant.now().plus(Duration.ofHours(1)), within(1, ChronoUnit.MINUTES));
    assertThat(servers.isActive(next.value())).isTrue();

    assertThat(get(client.deleteUser(user).response()).status()).isEqualTo(204);
    assertThat(servers.isActive(next.value())).isFalse();
    refused(client.token(user, SCOPES, null), 401, CommunicationErrorCodes.IDENTITY_NOT_OWNED);
  }

  @Test
  void userAndTokenAtOnceWithTheResponse() {
    Response<?> made = get(client().createUserAndToken(SCOPES, Duration.ofHours(24)).response());

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.headers()).containsKeys("ms-cv", "api-supported-versions");
    var token = get(client().createUserAndToken(SCOPES, null)).token();
    assertThat(servers.isActive(token.value())).isTrue();
  }

  @Test
  void keysAreReplacedWhileTheClientRuns() {
    var key = AccessKey.of(key(0));
    var client = builder().accessKey(key).build();
    get(client.createUser());

    key.rotate(WRONG_KEY);
    refused(client.createUser(), 401, CommunicationErrorCodes.DENIED);
    key.rotate(key(1));

    assertThat(get(client.createUser()).id()).startsWith("8:acs:");
  }

  @ParameterizedTest
  @EnumSource(Proof.class)
  void foreignIdentitiesAndBadValuesAreRefused(Proof proof) {
    var client = builder(proof).build();
    var user = get(client.createUser());
    for (var each : List.of(FOREIGN, new CommunicationUserIdentifier("sanitized/x"))) {
      refused(client.token(each, SCOPES, null), 401, CommunicationErrorCodes.IDENTITY_NOT_OWNED);
      refused(client.revokeTokens(each), 401, CommunicationErrorCodes.IDENTITY_NOT_OWNED);
      refused(client.deleteUser(each), 401, CommunicationErrorCodes.IDENTITY_NOT_OWNED);
    }
    var empty = refused(client.token(user, Scopes.NONE, null), 400, "ValidationError");
    assertThat(empty.target()).isEqualTo("scopes");
    for (int minutes : List.of(59, 1441)) {
      var lifetime = Duration.ofMinutes(minutes);
      var text =
          "ExpiresInMinutes value "
              + minutes
              + " is invalid. Value must be within the [60, 1440] interval.";
      for (var call :
          List.of(
              client.token(user, SCOPES, lifetime), client.createUserAndToken(SCOPES, lifetime))) {
        var failure = refused(call, 400, CommunicationErrorCodes.VALIDATION_ERROR);
        assertThat(failure.serviceMessage()).isEqualTo(text);
        assertThat(failure.target()).isEqualTo("ExpiresInMinutes");
        assertThat(failure.requestId()).matches("[0-9a-f-]{36}");
        assertThat(failure.correlationId()).isNotBlank();
      }
    }
  }

  @Test
  void wrongProofsAreDenied() {
    var wrongKey = builder().accessKey(AccessKey.of(WRONG_KEY)).build();
    var failure = refused(wrongKey.createUser(), 401, CommunicationErrorCodes.DENIED);
    assertThat(failure.getMessage()).doesNotContain(WRONG_KEY, "Signature=");

    for (String token : List.of("opaque-token-of-nobody", "a.b.c")) {
      var credential = StaticCredential.of(token, Instant.MAX);
      var client = builder().credential(credential).build();
      assertThat(refused(client.createUser(), 401, CommunicationErrorCodes.DENIED).getMessage())
          .doesNotContain("opaque-token-of-nobody");
    }
  }

  @Test
  void unknownVersionIsRefused() {
    var client = builder(Proof.PRIMARY_KEY).apiVersion("2999-01-01").build();

    refused(client.createUser(), 400, CommunicationErrorCodes.UNSUPPORTED_API_VERSION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2021-03-07", "2022-10-01", "2023-10-01", PREVIEW, "2025-06-30"})
  void everyVersionIsSpoken(String version) {
    var client = builder(Proof.PRIMARY_KEY).apiVersion(version).build();

    assertThat(get(client.createUserAndToken(SCOPES, null)).token().value()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2025-03-02-preview", PREVIEW})
  void externalIdNamesOneUser(String version) {
    var client = builder(Proof.PRIMARY_KEY).apiVersion(version).build();
    var name = "headset-" + version;

    var made = get(client.createUser(name).response());
    var again = get(client.createUser(name).response());
    get(client.token(made.value().identifier(), SCOPES, null));
    var found = get(client.user(made.value().identifier()));

    assertThat(made.status()).isEqualTo(201);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.value().identifier()).isEqualTo(made.value().identifier());
    assertThat(found.externalId()).isEqualTo(name);
    assertThat(found.lastTokenIssuedAt()).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
    refused(client.user(FOREIGN), 401, CommunicationErrorCodes.IDENTITY_NOT_OWNED);
  }

  private static TeamsUserToken teamsUser() {
    GetTokenForTeamsUserOptions person = servers.teamsUser();
    return new TeamsUserToken(
        person.getTeamsUserAadToken(), person.getClientId(), person.getUserObjectId());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2021-10-31-preview", "2023-10-01"})
  void teamsUsersTokenIsExchanged(String version) {
    var client = builder(Proof.PRIMARY_KEY).apiVersion(version).build();

    var token = get(client.tokenForTeamsUser(teamsUser()));

    assertThat(servers.isActive(token.value())).isTrue();
    assertThat(token.expiresAt()).isAfter(Instant.now());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      textBlock =
          """
          TOKEN | ''      | USER    | 400 | ValidationError | AppId  | AppId: The AppId field is required.
          TOKEN | APP     | ''      | 400 | ValidationError | UserId | UserId: The UserId field is required.
          TOKEN | no-guid | USER    | 400 | ValidationError | appId  | Provided AppId has invalid format.
          TOKEN | APP     | no-guid | 400 | ValidationError | userId | Provided UserId has invalid format.
          TOKEN | 11111111-2222-3333-4444-555555555555 | USER | 400 | ValidationError | appId | AAD application is not the expected one.
          wrong | APP     | USER    | 401 | InvalidAccessToken | none | Provided access token is not valid.
          ''    | APP     | USER    | 401 | InvalidAccessToken | none | Provided access token is not valid.
          """)
  void teamsUsersTokenIsRefused(
      String token, String app, String user, int status, String code, String target, String text) {
    var person = teamsUser();
    var asked =
        new TeamsUserToken(
            token.replace("TOKEN", person.token()),
            app.replace("APP", person.clientId()),
            user.replace("USER", person.userObjectId()));

    var failure = refused(client().tokenForTeamsUser(asked), status, code);

    assertThat(failure.target()).isEqualTo(target);
    assertThat(failure.serviceMessage()).isEqualTo(text);
    assertThat(failure.getMessage()).doesNotContain(person.token());
  }

  private static EntraTokenExchange exchange(String scope) {
    var token = servers.personsToken(scope);
    return EntraTokenExchange.create(
        transport, endpoint(), StaticCredential.of(token, Instant.MAX), Scopes.of(scope));
  }

  @Test
  void personsTokenIsExchangedForThatOfAUser() {
    var exchange = exchange("https://communication.azure.com/clients/VoIP");

    var first = get(exchange.exchange());
    var again = get(exchange.exchange());

    assertThat(first.user()).isInstanceOf(CommunicationUserIdentifier.class);
    assertThat(again.user()).isEqualTo(first.user());
    assertThat(servers.isActive(first.token().value())).isTrue();
  }

  @Test
  void personsTokenIsExchangedForThatOfAUserOfTeams() {
    var exchange = exchange("https://auth.msft.communication.azure.com/TeamsExtension.ManageCalls");

    var exchanged = get(exchange.exchange());

    assertThat(exchanged.user()).isInstanceOf(TeamsExtensionUserIdentifier.class);
    assertThat(exchanged.user().rawId()).startsWith("8:acs:" + resource.id() + "_");
    assertThat(servers.isActive(exchanged.token().value())).isTrue();
  }

  @Test
  void exchangeIsDeniedToOtherTokens() {
    var scope = EntraTokenExchange.DEFAULT_SCOPE;
    var exchange = EntraTokenExchange.create(transport, endpoint(), program(), Scopes.of(scope));

    refused(exchange.exchange(), 401, CommunicationErrorCodes.DENIED);
  }

  @Test
  void tokenCredentialRefreshesThroughTheClient() {
    var client = client();
    var user = get(client.createUser());
    var refresher = client.token(user, SCOPES, null).map(AccessToken::value);
    try (var credential =
        CommunicationTokenCredential.builder(transport).refresher(refresher).build()) {
      var first = get(credential.token());

      assertThat(get(credential.token())).isSameAs(first);
      assertThat(servers.isActive(first.value())).isTrue();
      assertThat(first.expiresAt())
          .isCloseTo(Instant.now().plus(Duration.ofDays(1)), within(1, ChronoUnit.MINUTES));
    }
  }

  @Test
  void throttlingIsWaitedOutOrToldInTheEnd() {
    var once = "{'endpoint':'identities','action':'STATUS','status':429,'retry_after':1,'times':1}";
    servers.play(once);
    long start = System.nanoTime();

    assertThat(get(client().createUser()).id()).startsWith("8:acs:");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));

    servers.play(once);
    var failure =
        refused(
            builder(Proof.PRIMARY_KEY).retries(Retries.NONE).build().createUser(),
            429,
            "TooManyRequests");
    assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(1));
  }

  private static ServiceException refused(Mono<?> call, int status, String code) {
    var failure = call.materialize().block(PATIENCE).getThrowable();
    assertThat(failure).isInstanceOf(ServiceException.class);
    var refusal = (ServiceException) failure;
    assertThat(refusal.status()).as(refusal.getMessage()).isEqualTo(status);
    assertThat(refusal.code()).isEqualTo(code);
    return refusal;
  }
}
