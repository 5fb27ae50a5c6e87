// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.interop;

import static io.fleetauth.server.interop.ServedBy.AUTHORITY;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.mixedreality.authentication.MixedRealityStsClientBuilder;
import io.fleetauth.FleetAuth;
import io.fleetauth.credential.ClientSecretCredential;
import io.fleetauth.credential.Credential;
import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.http.HttpOptions;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.authority.mixedreality.MixedRealityAccount;
import io.fleetauth.session.DeviceId;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

/** An unmodified client of the Azure SDK runs on our credentials, by the adapter of the README. */
class AzureBridgeTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static InteropServers servers;
  private static HttpTransport transport;

  @BeforeAll
  static void start() throws Exception {
    servers = InteropServers.start();
    transport = HttpTransport.create(HttpOptions.DEFAULTS);
  }

  @AfterAll
  static void stop() {
    transport.close().block(PATIENCE);
    servers.close();
  }

  /** As in the README. */
  private static TokenCredential azure(Credential credential) {
    return asked ->
        credential
            .token(
                new CredentialRequest(
                    new Scopes(Set.copyOf(asked.getScopes())),
                    asked.getClaims(),
                    asked.getTenantId(),
                    asked.isCaeEnabled()))
            .map(
                token ->
                    new AccessToken(token.value(), token.expiresAt().atOffset(ZoneOffset.UTC)));
  }

  private static URI host() {
    return URI.create(servers.http(AUTHORITY)).resolve("/");
  }

  private static void mixedRealityTakes(Credential credential) {
    MixedRealityAccount account = servers.services().mixedReality().get(0);
    var client =
        new MixedRealityStsClientBuilder()
            .accountId(account.id().toString())
            .accountDomain("mixedreality.azure.com")
            .endpoint(servers.httpsBase(AUTHORITY))
            .httpClient(servers.azureClient())
            .credential(azure(credential))
            .buildClient();

    assertThat(client.getToken().getToken()).startsWith("ey");
  }

  @Test
  void runsOnAProgramsCredential() {
    mixedRealityTakes(
        ClientSecretCredential.builder(transport)
            .authorityHost(host())
            .tenantId(AUTHORITY.tenant())
            .clientId("fleetauth-service")
            .clientSecret("fleetauth-service-secret")
            .build());
  }

  @Test
  void runsOnTheSessionOfADevice() {
    var registration =
        ClientRegistration.entra(host(), AUTHORITY.tenant(), "fleetauth-dev")
            .scopes(servers.httpsBase(AUTHORITY) + "/.default");
    var fleet = FleetAuth.builder(registration).build();
    var device = new DeviceId("headset-17");

    mixedRealityTakes(
        fleet.credential(
            device,
            code ->
                Schedulers.boundedElastic()
                    .schedule(() -> servers.approve(code.userCode().value()))));
    mixedRealityTakes(fleet.credential(device));

    assertThat(servers.signInsApproved()).isEqualTo(1);
    fleet.close().block(PATIENCE);
  }
}
