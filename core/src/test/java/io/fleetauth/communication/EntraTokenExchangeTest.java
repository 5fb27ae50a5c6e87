// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetauth.credential.Credential;
import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.http.ServiceException;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.Scopes;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

class EntraTokenExchangeTest extends CommunicationFixture {

  private static final String TEAMS = "https://auth.msft.communication.azure.com/";

  private final List<CredentialRequest> asked = new ArrayList<>();

  private Mono<AccessToken> person(CredentialRequest request) {
    asked.add(request);
    return Mono.just(
        new AccessToken("entra", "Bearer", request.scopes(), Instant.EPOCH, Instant.MAX, null));
  }

  private EntraTokenExchange exchange(String... scopes) {
    return EntraTokenExchange.create(transport, endpoint(), this::person, Scopes.of(scopes));
  }

  private void answer(String path, String id) {
    stub.on(
        path,
        200,
        "{\"identity\":{\"id\":\""
            + id
            + "\"},\"accessToken\":{\"token\":\"acs\",\"expiresOn\":\"1970-01-02T00:00:00+00:00\"}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          https://communication.azure.com/clients/.default | entra | 2025-03-02-preview | 8:acs:r_u | CommunicationUserIdentifier
          https://communication.azure.com/clients/VoIP     | entra | 2025-03-02-preview | 8:acs:r_u | CommunicationUserIdentifier
          https://auth.msft.communication.azure.com/TeamsExtension.ManageCalls | teamsExtension | 2025-06-30 | 8:acs:r_t_u | TeamsExtensionUserIdentifier
          https://auth.msft.communication.azure.us/TeamsExtension.ManageCalls  | teamsExtension | 2025-06-30 | 8:gcch-acs:r_t_u | TeamsExtensionUserIdentifier
          """)
  void scopesSayWhichExchange(String scope, String path, String version, String id, String kind) {
    answer("/access/" + path + "/:exchangeAccessToken?api-version=" + version, id);

    var exchanged = exchange(scope).exchange().block(WAIT);

    assertThat(exchanged.user().rawId()).isEqualTo(id);
    assertThat(exchanged.user().getClass().getSimpleName()).isEqualTo(kind);
    assertThat(exchanged.token().value()).isEqualTo("acs");
    assertThat(asked).containsExactly(CredentialRequest.of(scope).withContinuousAccess(true));
    assertThat(stub.last().headers().get("authorization")).isEqualTo("Bearer entra");
    assertThat(stub.last().body()).isEqualTo("{}");
  }

  @Test
  void credentialRefreshesByExchange() {
    answer("/access/entra/:exchangeAccessToken?api-version=2025-03-02-preview", "8:acs:r_u");
    var credential =
        CommunicationTokenCredential.builder(transport)
            .refresher(exchange(EntraTokenExchange.DEFAULT_SCOPE))
            .build();
    assertThat(stub.asked()).isEmpty();

    assertThat(credential.token().block(WAIT).value()).isEqualTo("acs");
    assertThat(credential.token().block(WAIT).value()).isEqualTo("acs");

    assertThat(stub.asked()).hasSize(1);
  }

  @Test
  void busyServiceIsLeftAloneForAsLongAsItSays() {
    String path = "/access/entra/:exchangeAccessToken?api-version=2025-03-02-preview";
    stub.on(path, 429, "{}", "Retry-After", "600");
    var credential =
        CommunicationTokenCredential.builder(transport)
            .refresher(exchange(EntraTokenExchange.DEFAULT_SCOPE))
            .build();
    assertThat(failure(credential.token())).isInstanceOf(ServiceException.class);
    answer(path, "8:acs:r_u");
    time.advanceTimeBy(Duration.ofSeconds(599));

    assertThat(failure(credential.token())).isInstanceOf(ServiceException.class);
    assertThat(stub.asked()).hasSize(1);
    time.advanceTimeBy(Duration.ofSeconds(2));
    assertThat(credential.token().block(WAIT).value()).isEqualTo("acs");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chat",
        "https://communication.azure.com//.default",
        "https://communication.azure.com/clients/VoIP " + TEAMS + "x",
        "https://evil.example/https://communication.azure.com/clients/VoIP",
      })
  void otherScopesAreRefused(String scopes) {
    assertThatThrownBy(() -> exchange(scopes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("scopes must all start with");
  }

  @Test
  void argumentsAreNamed() {
    Scopes scopes = Scopes.of(EntraTokenExchange.DEFAULT_SCOPE);
    Credential person = this::person;
    assertThatThrownBy(() -> EntraTokenExchange.create(transport, endpoint(), person, null))
        .hasMessage("scopes");
    assertThatThrownBy(() -> EntraTokenExchange.create(transport, endpoint(), null, scopes))
        .hasMessage("credential");
    assertThatThrownBy(
            () ->
                EntraTokenExchange.create(
                    transport, URI.create("http://a.example"), person, scopes))
        .hasMessage("endpoint is not https");
    assertThatThrownBy(() -> exchange()).hasMessage("scopes must not be empty");
  }
}
