// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.azure.communication.common.CommunicationTokenCredential;
import com.azure.communication.common.CommunicationUserIdentifier;
import com.azure.communication.identity.CommunicationIdentityClient;
import com.azure.communication.identity.CommunicationIdentityClientBuilder;
import com.azure.communication.identity.models.CommunicationTokenScope;
import com.azure.communication.identity.models.GetTokenForTeamsUserOptions;
import com.azure.core.credential.AccessToken;
import com.azure.core.credential.AzureKeyCredential;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.rest.Response;
import com.azure.core.util.Context;
import io.fleetauth.server.authority.communication.CommunicationResource;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The unmodified identity client of Azure Communication Services works with the authority. */
class AzureCommunicationIdentityTest {

  private static final List<CommunicationTokenScope> SCOPES =
      List.of(CommunicationTokenScope.CHAT, CommunicationTokenScope.VOIP);
  private static final String FOREIGN =
      "8:acs:11111111-2222-3333-4444-555555555555_0000000a-bbbb-cccc-dddd-eeeeeeeeeeee";

  /** How the client proves who it is. */
  enum Proof {
    PRIMARY_KEY,
    SECONDARY_KEY,
    CONNECTION_STRING,
    ENTRA
  }

  private static InteropServers servers;
  private static CommunicationResource resource;

  @BeforeAll
  static void start() throws Exception {
    servers = InteropServers.start();
    resource = servers.services().communication().get(0);
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  private static CommunicationIdentityClientBuilder builder() {
    return new CommunicationIdentityClientBuilder()
        .endpoint(endpoint())
        .httpClient(servers.azureClient());
  }

  private static String endpoint() {
    return servers.httpsBase(ServedBy.AUTHORITY) + "/";
  }

  private static CommunicationIdentityClient client(Proof proof) {
    var keys = resource.keys().all();
    return switch (proof) {
      case PRIMARY_KEY -> builder().credential(new AzureKeyCredential(keys.get(0))).buildClient();
      case SECONDARY_KEY -> builder().credential(new AzureKeyCredential(keys.get(1))).buildClient();
      case CONNECTION_STRING ->
          builder()
              .connectionString("endpoint=" + endpoint() + ";accesskey=" + keys.get(0))
              .buildClient();
      case ENTRA -> builder().credential(servers.entra()).buildClient();
    };
  }

  private static CommunicationIdentityClient client() {
    return client(Proof.PRIMARY_KEY);
  }

  @ParameterizedTest
  @EnumSource(Proof.class)
  void everyOperation(Proof proof) {
    var client = client(proof);

    var user = client.createUser();
    assertThat(user.getId()).startsWith("8:acs:" + resource.id() + "_");

    var token = client.getToken(user, SCOPES);
    assertThat(token.getExpiresAt())
        .isCloseTo(OffsetDateTime.now().plusDays(1), within(1, ChronoUnit.MINUTES));
    assertThat(servers.isActive(token.getToken())).isTrue();

    Response<Void> revoked = client.revokeTokensWithResponse(user, Context.NONE);
    assertThat(revoked.getStatusCode()).isEqualTo(204);
    assertThat(servers.isActive(token.getToken())).isFalse();
    var next = client.getToken(user, SCOPES).getToken();
    assertThat(servers.isActive(next)).isTrue();

    assertThat(client.deleteUserWithResponse(user, Context.NONE).getStatusCode()).isEqualTo(204);
    assertThat(servers.isActive(next)).isFalse();
    assertRefused(() -> client.getToken(user, SCOPES), 401, "IdentityNotOwned");
  }

  @Test
  void userAndTokenAtOnceWithALifetime() {
    var made = client().createUserAndToken(SCOPES, Duration.ofHours(1));

    assertThat(made.getUser().getId()).startsWith("8:acs:");
    assertThat(made.getUserToken().getExpiresAt())
        .isCloseTo(OffsetDateTime.now().plusHours(1), within(1, ChronoUnit.MINUTES));
  }

  /** It reads the payload with the standard base64 alphabet and a pattern for the expiry. */
  @Test
  void theTokenCredentialOfTheSdkReadsTheTokens() throws Exception {
    for (int i = 0; i < 10; i++) {
      AccessToken issued = client().createUserAndToken(SCOPES).getUserToken();
      try (var credential = new CommunicationTokenCredential(issued.getToken())) {
        AccessToken read = credential.getToken().block();
        assertThat(read.getExpiresAt())
            .isEqualTo(issued.getExpiresAt().truncatedTo(ChronoUnit.SECONDS));
      }
    }
  }

  @Test
  void teamsUsersTokenIsExchanged() {
    var person = servers.teamsUser();

    var token = client().getTokenForTeamsUser(person);

    assertThat(servers.isActive(token.getToken())).isTrue();
    assertThat(token.getExpiresAt()).isAfter(OffsetDateTime.now());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          TOKEN | ''      | USER    | 400 | AppId: The AppId field is required.
          TOKEN | APP     | ''      | 400 | UserId: The UserId field is required.
          TOKEN | no-guid | USER    | 400 | Provided AppId has invalid format.
          TOKEN | APP     | no-guid | 400 | Provided UserId has invalid format.
          TOKEN | 11111111-2222-3333-4444-555555555555 | USER | 400 | AAD application is not the expected one.
          TOKEN | APP     | 11111111-2222-3333-4444-555555555555 | 400 | AAD user is not the expected one.
          wrong | APP     | USER    | 401 | Provided access token is not valid.
          ''    | APP     | USER    | 401 | Provided access token is not valid.
          """)
  void teamsUsersTokenIsRefused(String token, String app, String user, int status, String text) {
    var person = servers.teamsUser();
    var asked =
        new GetTokenForTeamsUserOptions(
            token.replace("TOKEN", person.getTeamsUserAadToken()),
            app.replace("APP", person.getClientId()),
            user.replace("USER", person.getUserObjectId()));

    assertRefused(() -> client().getTokenForTeamsUser(asked), status, text);
  }

  @ParameterizedTest
  @EnumSource(Proof.class)
  void foreignIdentitiesAndBadValuesAreRefused(Proof proof) {
    var client = client(proof);
    var foreign = new CommunicationUserIdentifier(FOREIGN);
    var malformed = new CommunicationUserIdentifier("sanitized");
    var user = client.createUser();

    for (var each : List.of(foreign, malformed)) {
      assertRefused(() -> client.getToken(each, SCOPES), 401, "IdentityNotOwned");
      assertRefused(() -> client.revokeTokens(each), 401, "IdentityNotOwned");
      assertRefused(() -> client.deleteUser(each), 401, "IdentityNotOwned");
    }
    assertRefused(
        () -> client.getToken(user, List.of()), 400, "Invalid scopes - Scopes field is required.");
    for (int minutes : List.of(59, 1441)) {
      var text =
          "ExpiresInMinutes value "
              + minutes
              + " is invalid. Value must be within the [60, 1440] interval.";
      var lifetime = Duration.ofMinutes(minutes);
      assertRefused(() -> client.createUserAndToken(SCOPES, lifetime), 400, text);
      assertRefused(() -> client.getToken(user, SCOPES, lifetime), 400, text);
    }
  }

  @Test
  void wrongKeyIsDenied() {
    var client =
        builder().credential(new AzureKeyCredential("d3JvbmcgYWNjZXNzIGtleQ==")).buildClient();

    assertRefused(client::createUser, 401, "Denied by the resource provider.");
  }

  @Test
  void throttlingIsWaitedOut() {
    servers.play(
        "{'endpoint':'identities','action':'STATUS','status':429,'retry_after':1,'times':1}");
    long start = System.nanoTime();

    assertThat(client().createUser().getId()).startsWith("8:acs:");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));
  }

  private static void assertRefused(ThrowingCallable call, int status, String text) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            HttpResponseException.class,
            e -> {
              assertThat(e.getResponse().getStatusCode()).as(e.getMessage()).isEqualTo(status);
              assertThat(e.getMessage()).contains(text);
            });
  }
}
